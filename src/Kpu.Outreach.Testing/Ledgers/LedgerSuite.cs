using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Testing.Suites;
using Xunit;
using Xunit.Sdk;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>What every suite of ledgers has.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class LedgerSuite<TFixture>(TFixture fixture) : ConformanceSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    private protected static readonly CancellationToken None = CancellationToken.None;

    private static readonly ConcurrentDictionary<Type, StrongBox<int>> Stores = new();

    private protected override string Subject => "ledger";

    /// <summary>Stops the workers of a test that did not end, so that they take no thread from the next one.</summary>
    private protected CancellationToken Stop { get; private set; }

    private protected override async ValueTask<Func<Type, bool>> RolesAsync()
    {
        await using var ledger = await NewAsync();
        var type = ledger.GetType();
        return role => role.IsAssignableFrom(type);
    }

    /// <summary>Runs a test under the deadline, which is longer for one that does much, and tells the report how it ended.</summary>
    private protected Task CheckAsync(Func<Task> test, int times = 1, [CallerMemberName] string name = "") => TellAsync(
        async () =>
        {
            Fixture.Report.About(
                Fixture.GetType().Name.Replace("Fixture", "", StringComparison.Ordinal),
                [
                    Fixture.TakesOneWorker ? "Takes one worker at a time" : "Takes many workers",
                    Fixture.OutlivesItsProcess ? "Outlives its process" : "Ends with its process",
                ]);
            using var stop = new CancellationTokenSource();
            Stop = stop.Token;
            try
            {
                await Task.Run(test).WaitAsync(Fixture.Deadline * times);
            }
            catch (TimeoutException)
            {
                await stop.CancelAsync();
                throw new XunitException($"The test did not end within {(Fixture.Deadline * times).TotalSeconds} s.");
            }
        },
        name);

    /// <summary>A name that no test had yet.</summary>
    private protected string NewStore() => FormattableString.Invariant($"buku-{Interlocked.Increment(ref Stores.GetOrAdd(Fixture.GetType(), _ => new StrongBox<int>()).Value)}");

    /// <summary>An empty ledger.</summary>
    private protected ValueTask<IDeliveryLedger> NewAsync() => OpenAsync(NewStore());

    private protected ValueTask<IDeliveryLedger> OpenAsync(string store) => Fixture.OpenAsync(store, None);

    /// <summary>Skips what needs a ledger that is there for others and for later.</summary>
    private protected void NeedsToOutlive() => Skip.IfNot(Fixture.OutlivesItsProcess, "the ledger ends with its process");

    private protected static void AssertSame(DeliveryRow expected, DeliveryRow? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.ProblemArguments, actual.ProblemArguments);
        Assert.Equal(expected with { ProblemArguments = [] }, actual with { ProblemArguments = [] });
    }

    private protected static void AssertSame(TrailLink expected, TrailLink? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Packed.ToArray(), actual.Packed.ToArray());
        Assert.Equal(expected with { Packed = default }, actual with { Packed = default });
    }

    private protected static async Task<T> WriteAsync<T>(IDeliveryLedger ledger, Func<ILedgerSession, Task<T>> work)
    {
        await using var session = await ledger.OpenAsync(LedgerAccess.Change, None);
        var result = await work(session);
        await session.CommitAsync(None);
        return result;
    }

    private protected static async Task WriteAsync(IDeliveryLedger ledger, Func<ILedgerSession, Task> work, LedgerAccess access = LedgerAccess.Change)
    {
        await using var session = await ledger.OpenAsync(access, None);
        await work(session);
        await session.CommitAsync(None);
    }
}
