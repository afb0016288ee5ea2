using Kpu.Outreach.Credentials;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Platform;
using Kpu.Outreach.Testing.Suites;
using Xunit;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Adapters that find out what an account may do: they tell, and change nothing.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(IAccountProber))]
public abstract class AccountProberSuite<TFixture>(TFixture fixture) : AdapterSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    /// <summary>A good account has a profile, and the profile leaves a placement.</summary>
    [SkippableFact]
    [Trait("Guards", "probing")]
    public Task A_good_account_has_a_profile() => CheckAsync(async bench =>
    {
        var process = bench.NewProcess();
        var result = await ProbeAsync(process).ConfigureAwait(false);
        Assert.True(result.Profile is not null, $"The account of the fixture is refused: {string.Join("; ", result.Problems)}");
        Assert.NotEmpty(new EffectiveChannel(process.Account(), process.Adapter, result.Profile).Placements);
        Assert.True(bench.Ever == 0 && bench.Platform.Effects.Drafts == 0, "Probing made something on the platform.");
    });

    /// <summary>A setting that is needed and missing is a problem, told by its name, and no exception.</summary>
    [SkippableFact]
    [Trait("Guards", "probing")]
    public Task A_missing_setting_is_told() => CheckAsync(async bench =>
    {
        var process = bench.NewProcess();
        var needed = process.Descriptor.Settings.Where(s => s.Required).ToList();
        Skip.If(needed.Count == 0, "no setting is required");
        foreach (var setting in needed)
        {
            var account = process.Account();
            var result = await ProbeAsync(process, account with { Settings = account.Settings.Where(s => s.Key != setting.Name).ToDictionary() }).ConfigureAwait(false);
            Assert.True(result.Profile is null && result.Problems.Count > 0, $"Without the setting '{setting.Name}', which is required, the account is taken.");
        }
    });

    /// <summary>A platform that cannot be reached is a problem of the account, and no exception.</summary>
    [SkippableFact]
    [Trait("Guards", "faults")]
    public Task A_platform_that_is_away_is_told() => CheckAsync(async bench =>
    {
        var calls = 0;
        foreach (var fault in new[] { PlatformFault.CutBefore, PlatformFault.Refused(PlatformAnswer.Html(502)) })
        {
            calls += await AtEachCallAsync(fault, world => Task.FromResult(world.NewProcess()), async (_, process, _) => await ProbeAsync(process).ConfigureAwait(false)).ConfigureAwait(false);
        }

        NeedsCalls(bench, calls);
    });

    private static async Task<ProbeResult> ProbeAsync(AdapterProcess process, Campaigns.Account? account = null)
    {
        try
        {
            return await process.Adapter.GetRole<IAccountProber>()!.ProbeAsync(account ?? process.Account(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not SimulatedCrashException)
        {
            Assert.Fail($"Probing threw: {e}");
            throw;
        }
    }
}

/// <summary>Adapters that make a stale credential fresh.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(ICredentialRefresher))]
public abstract class CredentialRefresherSuite<TFixture>(TFixture fixture) : AdapterSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    /// <summary>A stale credential is exchanged for a fresh one, and nothing becomes public.</summary>
    [SkippableFact]
    [Trait("Guards", "credential")]
    public Task A_fresh_credential_comes_back() => CheckAsync(async bench =>
    {
        var process = bench.NewProcess();
        var fresh = await RefreshAsync(bench, process).ConfigureAwait(false);
        Assert.True(fresh is not null, "No fresh credential came back.");
        Assert.False(string.IsNullOrEmpty(fresh.Reveal()));
        Assert.True(bench.Ever == 0, "Refreshing made something public.");
    });

    /// <summary>A platform that refuses leaves it to a person; it is no exception, and the credential is told nowhere.</summary>
    [SkippableFact]
    [Trait("Guards", "credential")]
    [Trait("Guards", "secret")]
    public Task A_refusal_is_left_to_a_person() => CheckAsync(async bench =>
    {
        var echoed = PlatformAnswer.Json(new { error = "invalid_grant", token = AdapterFixture.MarkedSecret }, 400);
        foreach (var fault in new[] { PlatformFault.Refused(Fixture.Unauthorized()), PlatformFault.Refused(echoed) })
        {
            await AtEachCallAsync(fault, world => Task.FromResult(world.NewProcess()), async (world, process, number) =>
            {
                var fresh = await RefreshAsync(world, process).ConfigureAwait(false);
                if (world.Platform.Calls.Count > number) Assert.True(fresh is null, "The platform refused, and a credential came back.");
                Assert.DoesNotContain(world.Said.Concat(world.Logs.Lines), s => s.Contains(AdapterFixture.MarkedSecret, StringComparison.Ordinal));
            }).ConfigureAwait(false);
        }
    });

    private static async Task<Secret?> RefreshAsync(AdapterBench bench, AdapterProcess process)
    {
        var stale = bench.CredentialOf(AdapterBench.First);
        Skip.If(stale is null, "the channel needs no credential");
        return await process.Adapter.GetRole<ICredentialRefresher>()!.RefreshAsync(process.Account(), stale, process.Context(), CancellationToken.None).ConfigureAwait(false);
    }
}
