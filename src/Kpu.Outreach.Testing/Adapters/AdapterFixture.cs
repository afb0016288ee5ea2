using System.Globalization;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Platform;
using Kpu.Outreach.Testing.Reports;
using Xunit;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>
/// What an author fills in to have an adapter tested: how it is made, the platform it speaks to as a script, and what an account's settings are. A class fixture of xunit; the suites make as many platforms and
/// adapters of it as they need.
/// </summary>
/// <remarks>
/// Members are called from several tests at once and keep nothing of a single one. Cleaning up is done in <see cref="CleanUpAsync"/> alone: the interface is implemented here for good, and a class that
/// implements it anew is refused by every suite.
/// </remarks>
public abstract class AdapterFixture : IAsyncLifetime
{
    /// <summary>The credential that the kit hands out. It must turn up nowhere but in requests.</summary>
    public const string MarkedSecret = "RAHASIA-9b1f4c-jangan-bocor";

    private readonly KitReport _report;

    /// <summary>Makes a fixture.</summary>
    protected AdapterFixture() => _report = KitReport.Of(GetType());

    internal KitReport Report => _report;

    internal bool WasCleanedUp { get; private set; }

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

    /// <summary>How long something may take that takes no time where nothing is wrong; what takes longer hangs. Default: 30 s.</summary>
    protected internal virtual TimeSpan Deadline => TimeSpan.FromSeconds(30);

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

    /// <summary>Why a test does not fit this adapter. Such a test is told as skipped, with the reason, in the run and in the report. Default: null, every test fits.</summary>
    /// <param name="test">The name of the test.</param>
    /// <returns>The reason, in a sentence; null when it fits.</returns>
    protected internal virtual string? WhySkipped(string test) => null;

    /// <summary>Cleans up after all tests of a class. Called for certain, once.</summary>
    /// <returns>When it is clean.</returns>
    protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    /// <summary>Begins.</summary>
    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    /// <summary>Cleans up, writes the report, and fails where every test of a class was skipped.</summary>
    async Task IAsyncLifetime.DisposeAsync()
    {
        try
        {
            await CleanUpAsync().ConfigureAwait(false);
        }
        finally
        {
            WasCleanedUp = true;
            _report.Write();
        }
    }
}
