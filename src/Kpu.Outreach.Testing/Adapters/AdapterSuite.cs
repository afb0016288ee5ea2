using System.Runtime.CompilerServices;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Platform;
using Xunit;
using Xunit.Sdk;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>What every suite of adapters has: it sees to it that no suite is missing and nothing is skipped in silence.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class AdapterSuite<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : AdapterFixture
{
    /// <summary>How many calls a single delivery may make: more are a loop.</summary>
    private const int MostCalls = 200;

    private readonly TFixture _fixture = fixture;

    /// <summary>The name of the suite that the author derived from.</summary>
    private string SuiteName => SuiteOf(GetType())!.Name.Split('`')[0];

    /// <summary>Every suite that the roles ask for has a class of its own beside this one, and none has that they do not ask for.</summary>
    [Fact]
    [Trait("Guards", "roles")]
    public async Task Every_suite_that_the_roles_ask_for_is_there()
    {
        var derived = GetType().Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsClass: true } && IsOfFixture(t)).Select(SuiteOf).OfType<Type>().ToHashSet();
        var bench = await AdapterBench.StartAsync(_fixture).ConfigureAwait(false);
        await using var _ = bench.ConfigureAwait(false);
        var adapter = bench.NewProcess().Adapter;
        var problems = new List<string>();
        foreach (var suite in Suites())
        {
            var role = Attribute.GetCustomAttribute(suite, typeof(SuiteForAttribute)) is SuiteForAttribute of ? of.Role : null;
            var (asked, name) = (role is null || adapter.GetRole(role) is not null, suite.Name.Split('`')[0]);
            if (asked && !derived.Contains(suite) && _fixture.WhySkipped(name) is null)
                problems.Add($"{name} is missing: {(role is null ? "every adapter needs it" : $"the adapter plays {role.Name}")}. Derive a class from {name}<{typeof(TFixture).Name}>, or give a reason in WhySkipped(\"{name}\").");
            if (!asked && derived.Contains(suite)) problems.Add($"{name} is there, and the adapter does not play {role!.Name}. Take the class away, or declare and play the role.");
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>The fixture is begun and cleaned up by the kit and by nobody else: a class that implements the interface anew would hide its cleaning.</summary>
    [Fact]
    [Trait("Guards", "cleanup")]
    public void The_fixture_is_cleaned_up_by_the_kit()
    {
        foreach (var method in _fixture.GetType().GetInterfaceMap(typeof(IAsyncLifetime)).TargetMethods)
            Assert.True(method.DeclaringType == typeof(AdapterFixture), $"{method.DeclaringType} implements IAsyncLifetime anew, and the kit's cleaning is never called. Override CleanUpAsync instead.");
        Assert.False(_fixture is IDisposable or IAsyncDisposable, $"{_fixture.GetType()} disposes itself beside the kit. Override CleanUpAsync instead.");
    }

    /// <summary>Runs a test on a bench of its own and tells the report how it ended.</summary>
    private protected async Task CheckAsync(Func<AdapterBench, Task> test, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(test);
        try
        {
            Skip.If(_fixture.WhySkipped(name) is { } why, _fixture.WhySkipped(name));
            var bench = await AdapterBench.StartAsync(_fixture).ConfigureAwait(false);
            await using (bench.ConfigureAwait(false))
            {
                var process = bench.NewProcess();
                _fixture.Report.About(process.Descriptor, process.Adapter.GetType().FullName!);
                await test(bench).ConfigureAwait(false);
                Assert.True(bench.Platform.ScriptFailure is null, $"The script of the platform failed: {bench.Platform.ScriptFailure}");
            }
        }
        catch (Xunit.SkipException e)
        {
            _fixture.Report.Tell(SuiteName, name, "skipped", e.Message);
            EndIfAllWereSkipped();
            throw;
        }
        catch (Exception e)
        {
            // What is told of a failure is read in logs of builds: not even there may the credential stand.
            var told = e.ToString();
            _fixture.Report.Tell(SuiteName, name, "failed", Redacted(e.Message));
            if (told.Contains(AdapterFixture.MarkedSecret, StringComparison.Ordinal)) throw new XunitException(Redacted(told));
            throw;
        }

        _fixture.Report.Tell(SuiteName, name, "passed");
    }

    /// <summary>Makes something go wrong at the first call, on a new bench at the second, and so on, until a run has no such call any more.</summary>
    /// <param name="fault">What goes wrong; null for what <paramref name="run"/> does at that call.</param>
    /// <param name="setUp">What comes before, without faults; its calls do not count.</param>
    /// <param name="run">Gets the bench, what was set up and the number of the call.</param>
    /// <returns>How many calls there were.</returns>
    private protected async Task<int> AtEachCallAsync<T>(PlatformFault? fault, Func<AdapterBench, Task<T>> setUp, Func<AdapterBench, T, int, Task> run)
    {
        for (var n = 0; n < MostCalls; n++)
        {
            var bench = await AdapterBench.StartAsync(_fixture).ConfigureAwait(false);
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
            var bench = await AdapterBench.StartAsync(_fixture).ConfigureAwait(false);
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

    /// <summary>Waits under the deadline.</summary>
    private protected async Task<T> SoonAsync<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(_fixture.Deadline).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new XunitException($"{what} after {_fixture.Deadline.TotalSeconds} s.");
        }
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

    private static string Redacted(string text) => text.Replace(AdapterFixture.MarkedSecret, "***", StringComparison.Ordinal);

    private static bool IsOfFixture(Type type)
    {
        for (var b = type.BaseType; b is not null; b = b.BaseType)
            if (b.IsGenericType && b.GetGenericTypeDefinition() == typeof(AdapterSuite<>)) return b.GetGenericArguments()[0] == typeof(TFixture);
        return false;
    }

    private static bool DerivesFromSuite(Type type)
    {
        for (var b = type.BaseType; b is not null; b = b.BaseType)
            if (b.IsGenericType && b.GetGenericTypeDefinition() == typeof(AdapterSuite<>)) return true;
        return false;
    }

    private static Type? SuiteOf(Type type)
    {
        for (var b = type; b is not null; b = b.BaseType)
            if (b.IsGenericType && b.Assembly == typeof(AdapterSuite<>).Assembly) return b.GetGenericTypeDefinition();
        return null;
    }

    private static IEnumerable<Type> Suites() => typeof(AdapterSuite<>).Assembly.GetExportedTypes()
        .Where(t => t is { IsAbstract: true, IsGenericTypeDefinition: true } && t != typeof(AdapterSuite<>) && t != typeof(ActingSuite<>) && DerivesFromSuite(t))
        .OrderBy(t => t.Name, StringComparer.Ordinal);

    private void EndIfAllWereSkipped()
    {
        var tests = GetType().GetMethods().Count(m => m.IsDefined(typeof(FactAttribute), inherit: true) && m.DeclaringType is { IsGenericType: true } d && d.GetGenericTypeDefinition() != typeof(AdapterSuite<>));
        if (_fixture.Report.SkippedAllOf(SuiteName, tests)) throw new XunitException($"Every test of {SuiteName} was skipped: nothing was tested. If the suite does not fit, say so in WhySkipped(\"{SuiteName}\") and take the class away.");
    }
}
