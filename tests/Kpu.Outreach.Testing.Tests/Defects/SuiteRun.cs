using System.Reflection;
using Kpu.Outreach.Testing.Suites;
using Xunit.Sdk;

namespace Kpu.Outreach.Testing.Tests.Defects;

/// <summary>How a test of a suite ended.</summary>
internal sealed record TestRun(string Suite, string Test, IReadOnlyList<string> Guards, string Verdict, string? Message);

/// <summary>Runs the suites as xunit would, on a fixture that a test made, and tells how each test ended.</summary>
internal static class SuiteRun
{
    public static async Task<IReadOnlyList<TestRun>> AllAsync<TFixture>(TFixture fixture, IEnumerable<Type> classes)
        where TFixture : ConformanceFixture
    {
        var runs = new List<TestRun>();
        await ((IAsyncLifetime)fixture).InitializeAsync();
        foreach (var type in classes)
        {
            foreach (var method in type.GetMethods().Where(m => m.IsDefined(typeof(FactAttribute), inherit: true)).OrderBy(m => m.Name, StringComparer.Ordinal))
            {
                var guards = method.GetCustomAttributesData().Where(a => a.AttributeType == typeof(TraitAttribute) && Equals(a.ConstructorArguments[0].Value, "Guards")).Select(a => (string)a.ConstructorArguments[1].Value!).ToList();
                var (verdict, message) = await OneAsync(Activator.CreateInstance(type, fixture)!, method);
                runs.Add(new TestRun(type.Name, method.Name, guards, verdict, message));
            }
        }

        await ((IAsyncLifetime)fixture).DisposeAsync();
        return runs;
    }

    private static async Task<(string Verdict, string? Message)> OneAsync(object suite, MethodInfo method)
    {
        try
        {
            if (method.Invoke(suite, null) is Task task) await task;
            return ("passed", null);
        }
        catch (Exception e)
        {
            var told = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            return (told is Xunit.SkipException ? "skipped" : "failed", told.ToString());
        }
    }
}
