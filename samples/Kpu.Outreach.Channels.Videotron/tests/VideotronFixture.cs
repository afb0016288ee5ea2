using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;
using Kpu.Outreach.Testing.Platform;

namespace Kpu.Outreach.Channels.Videotron.Tests;

/// <summary>The screen as a script, and how its adapter is made. An account of the kit is a path of its own on one host, as screens behind one gateway are.</summary>
public sealed class VideotronFixture : AdapterFixture
{
    protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new VideotronChannel(surroundings.Http);

    protected override IReadOnlyDictionary<string, string> SettingsOf(string account, Uri platform) => new Dictionary<string, string> { ["baseUrl"] = platform.AbsoluteUri + account };

    protected override void Script(FakePlatform platform)
    {
        var pictures = new ConcurrentDictionary<string, bool>();
        platform
            .On("PUT", "{screen}/api/images/{hash}", call =>
            {
                platform.Effects.AddDraft();
                if (call.BodyLength <= PlatformCall.KeptBytes && Convert.ToHexStringLower(SHA256.HashData(call.Body.Span)) != call.Values["hash"]) return PlatformAnswer.Json(new { error = "hash" }, 422);
                pictures[call.Values["hash"]] = true;
                return PlatformAnswer.Empty();
            })
            .On("PUT", "{screen}/api/slides/{key}", call =>
            {
                var slide = call.Json()!;
                var text = slide["text"]!.GetValue<string>();
                if (slide["image"]?.GetValue<string>() is { } image && !pictures.ContainsKey(image)) return PlatformAnswer.Json(new { error = "image" }, 409);

                // The screen counts what stands there, and is not asked what its adapter believes.
                if (new StringInfo(text).LengthInTextElements > 120) return PlatformAnswer.Json(new { error = "text" }, 422);
                platform.Effects.Set(call.Values["screen"], call.Values["key"], text);
                return PlatformAnswer.Json(new { key = call.Values["key"] });
            })
            .On("GET", "{screen}/api/slides/{key}", call => platform.Effects.Shown(call.Values["screen"], call.Values["key"]) is { } slide
                ? PlatformAnswer.Json(new { text = slide.Text })
                : PlatformAnswer.Json(new { error = "absent" }, 404))
            .On("DELETE", "{screen}/api/slides/{key}", call => platform.Effects.Remove(call.Values["screen"], call.Values["key"]) ? PlatformAnswer.Empty() : PlatformAnswer.Json(new { error = "absent" }, 404));
    }
}
