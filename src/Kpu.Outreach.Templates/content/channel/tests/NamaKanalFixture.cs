using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;
using Kpu.Outreach.Testing.Platform;

namespace Nama_Proyek.Tests;

/// <summary>The platform as a script, and how its adapter is made.</summary>
public sealed class NamaKanalFixture : AdapterFixture
{
    protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new NamaKanalChannel(surroundings.Http);

    protected override IReadOnlyDictionary<string, string> SettingsOf(string account, Uri platform) => new Dictionary<string, string> { ["baseUrl"] = platform.AbsoluteUri, ["board"] = account };

    protected override void Script(FakePlatform platform) => platform
        .On("PUT", "boards/{board}/notices/{key}", call =>
        {
            var text = call.Json()?["text"]?.GetValue<string>();
            if (text is null or { Length: > 2000 }) return PlatformAnswer.Json(new { error = "text" }, 422);
            platform.Effects.Set(call.Values["board"], call.Values["key"], text);
            return PlatformAnswer.Json(new { key = call.Values["key"] });
        })
        .On("GET", "boards/{board}/notices/{key}", call => platform.Effects.Shown(call.Values["board"], call.Values["key"]) is { } notice
            ? PlatformAnswer.Json(new { text = notice.Text })
            : PlatformAnswer.Json(new { error = "absent" }, 404))
        .On("DELETE", "boards/{board}/notices/{key}", call => platform.Effects.Remove(call.Values["board"], call.Values["key"]) ? PlatformAnswer.Empty() : PlatformAnswer.Json(new { error = "absent" }, 404));
}
