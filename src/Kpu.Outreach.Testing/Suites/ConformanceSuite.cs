using System.Runtime.CompilerServices;
using Xunit;
using Xunit.Sdk;

namespace Kpu.Outreach.Testing.Suites;

/// <summary>What every suite has: it sees to it that no suite is missing and nothing is skipped in silence. Not derived from by authors: the suites of adapters and ledgers are.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
public abstract class ConformanceSuite<TFixture> : IClassFixture<TFixture>
    where TFixture : ConformanceFixture
{
    private protected ConformanceSuite(TFixture fixture) => Fixture = fixture;

    private protected TFixture Fixture { get; }

    /// <summary>What is tested, in a word.</summary>
    private protected abstract string Subject { get; }

    /// <summary>The name of the suite that the author derived from.</summary>
    private string SuiteName => SuiteOf(GetType())!.Name.Split('`')[0];

    /// <summary>Every suite that the roles ask for has a class of its own beside this one, and none has that they do not ask for.</summary>
    [SkippableFact]
    [Trait("Guards", "roles")]
    public async Task Every_suite_that_the_roles_ask_for_is_there()
    {
        Skip.If(Fixture.Missing is not null, Fixture.Missing);
        var derived = GetType().Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsClass: true } && IsOfFixture(t)).Select(SuiteOf).OfType<Type>().ToHashSet();
        var problems = new List<string>();
        var plays = await RolesAsync().ConfigureAwait(false);
        foreach (var suite in Suites())
        {
            var role = Attribute.GetCustomAttribute(suite, typeof(SuiteForAttribute)) is SuiteForAttribute of ? of.Role : null;
            var (asked, name) = (role is null || plays(role), suite.Name.Split('`')[0]);
            if (asked && !derived.Contains(suite) && Fixture.WhySkipped(name) is null)
                problems.Add($"{name} is missing: {(role is null ? $"every {Subject} needs it" : $"the {Subject} plays {role.Name}")}. Derive a class from {name}<{typeof(TFixture).Name}>, or give a reason in WhySkipped(\"{name}\").");
            if (!asked && derived.Contains(suite)) problems.Add($"{name} is there, and the {Subject} does not play {role!.Name}. Take the class away, or declare and play the role.");
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>The fixture is begun and cleaned up by the kit and by nobody else: a class that implements the interface anew would hide its cleaning.</summary>
    [Fact]
    [Trait("Guards", "cleanup")]
    public void The_fixture_is_cleaned_up_by_the_kit()
    {
        foreach (var method in Fixture.GetType().GetInterfaceMap(typeof(IAsyncLifetime)).TargetMethods)
            Assert.True(method.DeclaringType == typeof(ConformanceFixture), $"{method.DeclaringType} implements IAsyncLifetime anew, and the kit's cleaning is never called. Override CleanUpAsync instead.");
        Assert.False(Fixture is IDisposable or IAsyncDisposable, $"{Fixture.GetType()} disposes itself beside the kit. Override CleanUpAsync instead.");
    }

    /// <summary>Which roles are played.</summary>
    private protected abstract ValueTask<Func<Type, bool>> RolesAsync();

    /// <summary>Runs a test and tells the report how it ended.</summary>
    private protected async Task TellAsync(Func<Task> test, [CallerMemberName] string name = "")
    {
        try
        {
            Skip.If(Fixture.Missing is not null, Fixture.Missing);
            Skip.If(Fixture.WhySkipped(name) is not null, Fixture.WhySkipped(name));
            await test().ConfigureAwait(false);
        }
        catch (Xunit.SkipException e)
        {
            Fixture.Report.Tell(SuiteName, name, "skipped", e.Message);
            if (Fixture.Missing is null) EndIfAllWereSkipped();
            throw;
        }
        catch (Exception e)
        {
            // What is told of a failure is read in logs of builds: not even there may a secret stand.
            var told = e.ToString();
            Fixture.Report.Tell(SuiteName, name, "failed", Redacted(e.Message));
            if (Redacted(told) is var safe && safe != told) throw new XunitException(safe);
            throw;
        }

        Fixture.Report.Tell(SuiteName, name, "passed");
    }

    /// <summary>Waits under the deadline.</summary>
    private protected async Task<T> SoonAsync<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Fixture.Deadline).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new XunitException($"{what} after {Fixture.Deadline.TotalSeconds} s.");
        }
    }

    private string Redacted(string text) => Fixture.Hidden is { } hidden ? text.Replace(hidden, "***", StringComparison.Ordinal) : text;

    private static bool IsOfFixture(Type type)
    {
        for (var b = type.BaseType; b is not null; b = b.BaseType)
            if (b.IsGenericType && b.GetGenericTypeDefinition() == typeof(ConformanceSuite<>)) return b.GetGenericArguments()[0] == typeof(TFixture);
        return false;
    }

    private static Type? SuiteOf(Type type)
    {
        for (var b = type; b is not null; b = b.BaseType)
            if (b.IsGenericType && b.Assembly == typeof(ConformanceSuite<>).Assembly) return b.GetGenericTypeDefinition();
        return null;
    }

    /// <summary>The suites of the same family: those of adapters, or those of ledgers. What others derive from is none itself.</summary>
    private IEnumerable<Type> Suites()
    {
        var family = GetType();
        while (!(family.BaseType is { IsGenericType: true } b && b.GetGenericTypeDefinition() == typeof(ConformanceSuite<>))) family = family.BaseType!;
        family = family.GetGenericTypeDefinition();
        var all = typeof(ConformanceSuite<>).Assembly.GetExportedTypes().Where(t => t is { IsAbstract: true, IsGenericTypeDefinition: true } && Bases(t).Contains(family)).ToList();
        return all.Where(t => !all.Any(other => Bases(other).Contains(t))).OrderBy(t => t.Name, StringComparer.Ordinal);

        static IEnumerable<Type> Bases(Type type)
        {
            for (var b = type.BaseType; b is not null; b = b.BaseType)
                if (b.IsGenericType) yield return b.GetGenericTypeDefinition();
        }
    }

    private void EndIfAllWereSkipped()
    {
        var tests = GetType().GetMethods().Count(m => m.IsDefined(typeof(FactAttribute), inherit: true) && m.DeclaringType is { IsGenericType: true } d && d.GetGenericTypeDefinition() != typeof(ConformanceSuite<>));
        if (Fixture.Report.SkippedAllOf(SuiteName, tests)) throw new XunitException($"Every test of {SuiteName} was skipped: nothing was tested. If the suite does not fit, say so in WhySkipped(\"{SuiteName}\") and take the class away.");
    }
}
