using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.PostgreSql;

/// <summary>What this process remembers of the ledger, and what its machine does in a file: the last link of the trail that it saw committed. Thread-safe.</summary>
/// <param name="ledger">The ledger's id.</param>
/// <param name="path">The file; null when only the process remembers.</param>
internal sealed class Memory(string ledger, string? path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly AnchorFile? _file = path is null ? null : new AnchorFile(path);
    private TrailAnchor? _last;
    private long? _life;

    public long? Life
    {
        get
        {
            lock (_lock) return _life;
        }

        set
        {
            lock (_lock)
            {
                // In another life, what this process saw before counts no more; while nothing is remembered, it still tells why.
                if (value is { } life && _last is { } last && last.Life != life) _last = null;
                _life = value;
            }
        }
    }

    /// <summary>What a working session has to find; null while nothing is remembered.</summary>
    public TrailAnchor? Expected
    {
        get
        {
            lock (_lock) return _life is { } life ? _last ?? new TrailAnchor(ledger, 0, default, life) : null;
        }
    }

    public TrailAnchor Read()
    {
        lock (_lock)
        {
            if (_last is { } last) return last;
        }

        return (path is null ? null : AnchorFile.Read(path)) ?? new TrailAnchor(ledger, 0, default);
    }

    /// <summary>Remembers a link, unless a later one of the same life is remembered: several sessions commit beside each other.</summary>
    public void Write(TrailAnchor anchor)
    {
        lock (_lock)
        {
            if (_last is { } last && last.Life == anchor.Life && last.Link >= anchor.Link) return;
            _last = anchor;
            _file?.Write(anchor);
        }
    }

    public void Dispose() => _file?.Dispose();
}
