using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Sqlite;

/// <summary>The one worker's place: a lock of the operating system on a file beside the ledger, free again as soon as the process ends.</summary>
internal sealed class SqliteWorkerSeat(SqliteLedger ledger, FileStream seat) : IWorkerSeat
{
    /// <summary>How often to look whether another process committed something: 1 s. It costs a few microseconds.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private long _seen = ledger.Changes.Count;
    private long? _version;

    public bool IsAlone => true;

    public async ValueTask WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var left = atMost; left > TimeSpan.Zero; left -= Glance)
        {
            var seen = await ledger.Changes.WaitAsync(_seen, left < Glance ? left : Glance, clock, cancellationToken).ConfigureAwait(false);
            var version = await ledger.VersionAsync(cancellationToken).ConfigureAwait(false);
            var changed = seen != _seen || (version is not null && version != _version);
            (_seen, _version) = (seen, version ?? _version);
            if (changed) return;
        }
    }

    public ValueTask DisposeAsync() => seat.DisposeAsync();
}
