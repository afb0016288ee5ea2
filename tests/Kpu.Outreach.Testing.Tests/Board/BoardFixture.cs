using System.Globalization;
using System.Text.Json.Nodes;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;
using Kpu.Outreach.Testing.Platform;

namespace Kpu.Outreach.Testing.Tests.Board;

/// <summary>The city's board as a script, and how its adapter is made.</summary>
public class BoardFixture : AdapterFixture
{
    protected override TimeSpan VisibleAfter => TimeSpan.FromSeconds(20);

    protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new BoardChannel(surroundings);

    protected override IReadOnlyDictionary<string, string> SettingsOf(string account, Uri platform) => new Dictionary<string, string> { ["baseUrl"] = platform.AbsoluteUri, ["page"] = account };

    protected override void Script(FakePlatform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        var (gate, keys, number) = (new Lock(), new Dictionary<string, string>(StringComparer.Ordinal), 0);
        platform
            .On("POST", "pages/{page}/media", call =>
            {
                platform.Effects.AddDraft();
                return PlatformAnswer.Json(new { id = "m" + Next() }, 201);
            })
            .On("POST", "pages/{page}/notices", call =>
            {
                // The real board takes 240 characters and is not asked how long its own documentation says.
                var body = call.Json()!;
                if (new StringInfo(Text(body)).LengthInTextElements > 240) return PlatformAnswer.Json(new { error = "too long" }, 422);
                var id = "n" + Next();
                lock (gate) keys[id] = body["key"]!.GetValue<string>();
                platform.Effects.Add(call.Values["page"], id, Text(body));
                return PlatformAnswer.Json(new { id }, 201);
            })
            .On("GET", "pages/{page}/notices", call =>
            {
                lock (gate) return PlatformAnswer.Json(platform.Effects.ShownOn(call.Values["page"]).Where(e => keys.GetValueOrDefault(e.Reference) == call.Query["key"]).Select(e => new { id = e.Reference, text = e.Text }));
            })
            .On("PUT", "pages/{page}/notices/{id}", call => platform.Effects.Change(call.Values["page"], call.Values["id"], Text(call.Json()!))
                ? PlatformAnswer.Json(new { id = call.Values["id"] }) : PlatformAnswer.Json(new { error = "gone" }, 404))
            .On("DELETE", "pages/{page}/notices/{id}", call => platform.Effects.Remove(call.Values["page"], call.Values["id"])
                ? PlatformAnswer.Json(new { id = call.Values["id"] }) : PlatformAnswer.Json(new { error = "gone" }, 404))
            .On("PUT", "pages/{page}/notices/{id}/notes/{key}", call =>
            {
                platform.Effects.Set(call.Values["page"], call.Values["key"], Text(call.Json()!));
                return PlatformAnswer.Json(new { id = call.Values["key"] });
            })
            .On("POST", "pages/{page}/token", _ => PlatformAnswer.Json(new { token = "segar-" + AdapterFixture.MarkedSecret }));

        int Next() => Interlocked.Increment(ref number);

        static string Text(JsonNode body) => body["text"]!.GetValue<string>();
    }
}
