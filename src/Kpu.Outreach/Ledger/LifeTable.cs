namespace Kpu.Outreach.Ledger;

/// <summary>Who moves a delivery or a publication.</summary>
[Flags]
public enum LifeMovers
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>A turn of the engine that decides gates and claims what may start.</summary>
    Claim = 1,

    /// <summary>What a call did, as it is recorded; or that it never began.</summary>
    Result = 2,

    /// <summary>What a look saw.</summary>
    Look = 4,

    /// <summary>A lease that ended and was taken up.</summary>
    Lapse = 8,

    /// <summary>Merging a plan.</summary>
    Plan = 16,

    /// <summary>A person's command.</summary>
    Person = 32,

    /// <summary>A ledger that was accepted although it could not prove to be itself, and the plans after it.</summary>
    Accept = 64,
}

/// <summary>One move of a table.</summary>
/// <typeparam name="TState">The states.</typeparam>
/// <param name="From">The state it leaves.</param>
/// <param name="To">The state it reaches.</param>
/// <param name="By">Who may make it.</param>
/// <param name="Stored">What is stored at this step beside the state, and why it is made.</param>
public sealed record LifeMove<TState>(TState From, TState To, LifeMovers By, string Stored)
    where TState : struct, Enum;

/// <summary>A table of moves, read by two states. Immutable.</summary>
internal sealed class LifeTable<TState>
    where TState : struct, Enum
{
    private readonly LifeMovers[] _movers;
    private readonly int _states = Enum.GetValues<TState>().Length;

    public LifeTable(params IReadOnlyList<LifeMove<TState>> moves)
    {
        Moves = moves;
        _movers = new LifeMovers[_states * _states];
        foreach (var move in moves) _movers[Index(move.From, move.To)] = move.By;
    }

    public IReadOnlyList<LifeMove<TState>> Moves { get; }

    /// <summary>Who may make a move; nobody when the table does not have it.</summary>
    public LifeMovers MoversOf(TState from, TState to) => _movers[Index(from, to)];

    private int Index(TState from, TState to) => (Number(from) * _states) + Number(to);

    // The states of both tables count from 0 without gaps; this is how a generic type reads them without boxing.
    private static int Number(TState state) => System.Runtime.CompilerServices.Unsafe.As<TState, int>(ref state);
}
