using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Sqlite;

/// <summary>One transaction on one connection. Not thread-safe.</summary>
internal sealed class SqliteSession : ILedgerSession
{
    private readonly SqliteLedger _ledger;
    private readonly LedgerAccess _access;
    private bool _committed;
    private bool _ended;

    public SqliteSession(SqliteLedger ledger, LedgerConnection connection, LedgerAccess access)
    {
        (_ledger, Connection, _access) = (ledger, connection, access);
        Publications = new PublicationStore(this);
        Deliveries = new DeliveryStore(this);
        Renditions = new RenditionStore(this);
        Gates = new GateStore(this);
        Limits = new LimitStore(this);
        Trail = new TrailStore(this);
    }

    public LedgerConnection Connection { get; }

    /// <summary>Whether nobody else can commit until it ends.</summary>
    public bool IsWriting => _access != LedgerAccess.Read;

    public IPublicationStore Publications { get; }

    public IDeliveryStore Deliveries { get; }

    public IRenditionStore Renditions { get; }

    public IGateStore Gates { get; }

    public ILimitStore Limits { get; }

    public ITrailStore Trail { get; }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        Connection.CommitTransaction();
        _committed = true;
        if (_access == LedgerAccess.Change) _ledger.Changes.Tell();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>A statement that reads. Dispose it after use.</summary>
    public Statement Read(Sql sql, CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        return Connection.Run(sql);
    }

    /// <summary>Says that rows are about to be changed.</summary>
    public void Writing(CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        if (_access == LedgerAccess.Read) throw new InvalidOperationException("This session was opened for reading.");
    }

    /// <summary>A statement that writes. Dispose it after use.</summary>
    public Statement Write(Sql sql, CancellationToken cancellationToken)
    {
        Writing(cancellationToken);
        return Connection.Run(sql);
    }

    /// <summary>Ends the session; what is not committed is undone.</summary>
    public void End()
    {
        if (_ended) return;
        _ended = true;
        try
        {
            if (_access != LedgerAccess.Read && !_committed) Connection.UndoWrite();
            else Connection.Undo();
        }
        finally
        {
            _ledger.Return(this);
        }
    }

    public void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_ended, this);
        if (_committed) throw new InvalidOperationException("This session is committed; open another one.");
        if (Connection.IsBroken) throw new InvalidOperationException("This session failed before; nothing of it can be kept.");
    }
}
