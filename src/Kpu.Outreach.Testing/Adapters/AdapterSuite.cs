using System.Runtime.CompilerServices;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Platform;
using Kpu.Outreach.Testing.Suites;
using Xunit;
using Xunit.Sdk;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>What every suite of adapters has: a bench for each test, with the platform of the author's script.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class AdapterSuite<TFixture>(TFixture fixture) : ConformanceSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    /// <summary>How many calls a single delivery may make: more are a loop.</summary>
    private const int MostCalls = 200;

    private protected override string Subject => "adapter";

    private protected override async ValueTask<Func<Type, bool>> RolesAsync()
    {
        var bench = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
        await using var _ = bench.ConfigureAwait(false);
        var adapter = bench.NewProcess().Adapter;
        return role => adapter.GetRole(role) is not null;
    }

    /// <summary>Runs a test on a bench of its own and tells the report how it ended.</summary>
    private protected Task CheckAsync(Func<AdapterBench, Task> test, [CallerMemberName] string name = "") => TellAsync(
        async () =>
        {
            var bench = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
            await using var _ = bench.ConfigureAwait(false);
            var process = bench.NewProcess();
            Fixture.Report.About(process.Descriptor, process.Adapter.GetType().FullName!);
            await test(bench).ConfigureAwait(false);
            Assert.True(bench.Platform.ScriptFailure is null, $"The script of the platform failed: {bench.Platform.ScriptFailure}");
        },
        name);

    /// <summary>Makes something go wrong at the first call, on a new bench at the second, and so on, until a run has no such call any more.</summary>
    /// <param name="fault">What goes wrong; null for what <paramref name="run"/> does at that call.</param>
    /// <param name="setUp">What comes before, without faults; its calls do not count.</param>
    /// <param name="run">Gets the bench, what was set up and the number of the call.</param>
    /// <returns>How many calls there were.</returns>
    private protected async Task<int> AtEachCallAsync<T>(PlatformFault? fault, Func<AdapterBench, Task<T>> setUp, Func<AdapterBench, T, int, Task> run)
    {
        for (var n = 0; n < MostCalls; n++)
        {
            var bench = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
            await using var _ = bench.ConfigureAwait(false);
            var before = await setUp(bench).ConfigureAwait(false);
            var number = bench.Platform.Calls.Count + n;
            if (fault is not null) bench.Platform.Fault = call => call.Number == number ? fault : null;
            try
            {
                await run(bench, before, number).ConfigureAwait(false);
            }
            catch (XunitException e)
            {
                throw new XunitException($"Call {n}{(number < bench.Platform.Calls.Count ? $", {bench.Platform.Calls[number]}" : "")}{(fault is null ? "" : $", {fault}")}: {e.Message}\nAll calls: {string.Join(", ", bench.Platform.Calls)}", e);
            }

            if (bench.Platform.Calls.Count <= number) return n;
        }

        throw new XunitException($"One delivery made more than {MostCalls} calls.");
    }

    /// <summary>Lets a process end at the first step, on a new bench at the second, and so on, until one comes through.</summary>
    private protected async Task<int> AtEachStepAsync(Func<AdapterBench, AdapterProcess, Task> run)
    {
        for (var n = 0; n < MostCalls; n++)
        {
            var bench = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
            await using var _ = bench.ConfigureAwait(false);
            var process = bench.NewProcess(endsAt: n);
            try
            {
                await run(bench, process).ConfigureAwait(false);
            }
            catch (XunitException e)
            {
                throw new XunitException($"The process ended at step {n}{(process.Gate.Steps.Count > n ? $", {process.Gate.Steps[n]}" : "")}: {e.Message}", e);
            }

            if (!process.Gate.HasEnded) return n;
        }

        throw new XunitException($"One delivery took more than {MostCalls} steps.");
    }

    /// <summary>Waits for a call to arrive, or for the adapter to be through without it.</summary>
    private protected async Task<bool> ArrivesAsync(AdapterBench bench, int call, Task through)
    {
        var arrived = bench.Platform.ArrivedAsync(call);
        return await SoonAsync(Task.WhenAny(arrived, through), "The adapter neither called nor ended").ConfigureAwait(false) == arrived;
    }

    /// <summary>Makes the calls of a process pass through HTTP, or skips.</summary>
    private protected static void NeedsCalls(AdapterBench bench, int calls) =>
        Skip.If(calls == 0 && bench.Platform.Calls.Count == 0, "the adapter makes no call through the clients of the kit");
}
