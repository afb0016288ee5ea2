using System.Globalization;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Platform;
using Kpu.Outreach.Testing.Suites;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>
/// What an author fills in to have an adapter tested: how it is made, the platform it speaks to as a script, and what an account's settings are. A class fixture of xunit; the suites make as many platforms and
/// adapters of it as they need.
/// </summary>
public abstract class AdapterFixture : ConformanceFixture
{
    /// <summary>The credential that the kit hands out. It must turn up nowhere but in requests.</summary>
    public const string MarkedSecret = "RAHASIA-9b1f4c-jangan-bocor";

    internal override string? Hidden => MarkedSecret;

    /// <summary>Makes the adapter, as a new process would.</summary>
    /// <param name="surroundings">What the host would give.</param>
    /// <returns>The adapter. If it can be disposed, the kit does so.</returns>
    protected internal abstract IChannelAdapter CreateAdapter(AdapterSurroundings surroundings);

    /// <summary>The settings of an account.</summary>
    /// <param name="account">The account's key. The script must be able to tell by the settings which account a call is for.</param>
    /// <param name="platform">Where the platform is.</param>
    /// <returns>The settings, by name.</returns>
    protected internal abstract IReadOnlyDictionary<string, string> SettingsOf(string account, Uri platform);

    /// <summary>
    /// The platform as a script: routes that do what the real one does, as far as the adapter can tell, and write into <see cref="FakePlatform.Effects"/> what becomes public, under the account's key. Default:
    /// nothing, for adapters that speak to none.
    /// </summary>
    /// <param name="platform">The platform, without routes.</param>
    protected internal virtual void Script(FakePlatform platform)
    {
        // An adapter of files has no platform.
    }

    /// <summary>What stands in public. Default: what the script wrote; an adapter of files reads its files.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="outputRoot">The folder that relative paths of settings mean.</param>
    /// <returns>What stands there, oldest first.</returns>
    protected internal virtual IReadOnlyList<PublicEffect> EffectsOf(FakePlatform platform, string outputRoot)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return platform.Effects.All;
    }

    /// <summary>The credential of an account. Default: <see cref="MarkedSecret"/>; null for a channel that needs none.</summary>
    /// <param name="account">The account's key.</param>
    /// <returns>The credential; it must contain <see cref="MarkedSecret"/>, so that the kit finds it where it must not be.</returns>
    protected internal virtual string? CredentialOf(string account) => MarkedSecret;

    /// <summary>How a rendition's part reads on the platform; null where it cannot be compared. Default: the part's text as it is.</summary>
    /// <param name="rendition">The rendition.</param>
    /// <param name="part">The number of the part, from 0.</param>
    /// <returns>The text, as the script writes it into the effects.</returns>
    protected internal virtual string? Shown(Rendition rendition, int part)
    {
        ArgumentNullException.ThrowIfNull(rendition);
        return rendition.Parts[part].Text;
    }

    /// <summary>How long after something became public the platform's own interface shows it, at most. Default: at once.</summary>
    protected internal virtual TimeSpan VisibleAfter => TimeSpan.Zero;

    /// <summary>How the platform says that a limit is reached. Default: 429, with <c>Retry-After</c> where there is a hint.</summary>
    /// <param name="hint">After what time it may be tried again; null where the platform does not say.</param>
    /// <param name="now">The moment, for platforms that name one.</param>
    /// <returns>The answer.</returns>
    protected internal virtual PlatformAnswer Throttled(TimeSpan? hint, DateTimeOffset now) => new()
    {
        Status = 429,
        Headers = hint is { } wait ? new Dictionary<string, string> { ["Retry-After"] = ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture) } : [],
    };

    /// <summary>How the platform says that a credential is not good any more. Default: 401.</summary>
    /// <returns>The answer.</returns>
    protected internal virtual PlatformAnswer Unauthorized() => PlatformAnswer.Json(new { error = "invalid_token" }, 401);
}
