using System.Diagnostics;
using System.Globalization;
using Kpu.Outreach.TestSupport;
using Scenarios.Tests.Cli;
using Xunit.Abstractions;

namespace Scenarios.Tests.Rehearsals;

/// <summary>Law 2 where it counts: killing the publisher at any moment and running it again loses nothing and publishes nothing twice.</summary>
public sealed class KillTests(ITestOutputHelper log)
{
    private const int Lanes = 2;

    /// <summary>A few in every run: each costs a start of the command. <c>OUTREACH_KILLS=200</c> kills so often.</summary>
    private static readonly int KillsAtLeast = int.Parse(Environment.GetEnvironmentVariable("OUTREACH_KILLS") ?? "40", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Kills_at_any_moment_lose_nothing_and_double_nothing()
    {
        using var reference = new Rehearsal("kota-blitar");
        var clock = Stopwatch.StartNew();
        var undisturbed = await reference.PublishAsync();
        Assert.True(undisturbed.ExitCode == 0, undisturbed.ToString());
        var (expected, span) = (reference.Effects(), clock.Elapsed);

        var lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => KillAsync(new Seeded((ulong)lane), expected, span)));

        log.WriteLine($"{lanes.Sum(l => l.Kills)} kills over {lanes.Sum(l => l.Rehearsals)} rehearsals, {lanes.Sum(l => l.Partial)} of them with effects half done; seeds 0 to {Lanes - 1}");
        Assert.True(lanes.Sum(l => l.Kills) >= KillsAtLeast);
        Assert.True(lanes.Sum(l => l.Partial) >= KillsAtLeast / 10, "too few kills hit a running engine");
    }

    private static async Task<(int Kills, int Rehearsals, int Partial)> KillAsync(Seeded random, List<string> expected, TimeSpan span)
    {
        var (kills, rehearsals, partial) = (0, 0, 0);
        var whole = expected.ToHashSet();
        while (kills < KillsAtLeast / Lanes)
        {
            using var rehearsal = new Rehearsal("kota-blitar");
            rehearsals++;
            while (true)
            {
                await using var running = Outreach.Start("publish", rehearsal.Workspace);
                var ended = running.WaitAsync();
                // From the middle of the start on, so that most kills hit the engine at work. After the last kill it is left alone.
                if (kills >= KillsAtLeast / Lanes) await ended;
                else await Moments.PassAsync(span * (0.15 + (random.Next(1000) / 1250.0)), ended);
                if (ended.IsCompleted)
                {
                    var result = await ended;
                    Assert.True(result.ExitCode == 0, result.ToString());
                    break;
                }

                running.Kill();
                await ended;
                kills++;
                var effects = rehearsal.Effects();
                Assert.Equal(effects.Distinct(), effects);
                Assert.DoesNotContain(effects, e => !whole.Contains(e));
                if (effects.Count > 0 && effects.Count < expected.Count) partial++;
            }

            Assert.Equal(expected, rehearsal.Effects());
        }

        return (kills, rehearsals, partial);
    }
}
