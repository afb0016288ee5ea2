using System.Globalization;

namespace Kpu.Outreach.CrashBench.Platform;

/// <summary>Where an effect stands: a run's own space, a guarantee and the effect's key.</summary>
internal sealed record EffectPlace(string Space, string Guarantee, string Key);

/// <summary>Keeps and counts public effects, and survives its own end: every change is a line of a file. Thread-safe.</summary>
internal sealed class EffectBook : IDisposable
{
    private readonly Dictionary<EffectPlace, Entry> _entries = [];
    private readonly Lock _lock = new();
    private readonly StreamWriter _file;

    public EffectBook(string path)
    {
        if (File.Exists(path))
        {
            foreach (var line in File.ReadLines(path))
            {
                // The last line of a killed platform may be cut short; what it tells was not answered yet.
                if (line.Split('\t') is [var what, var space, var guarantee, var key, var publication] && Enum.TryParse<Change>(what, out var change))
                    Apply(EntryOf(new EffectPlace(space, guarantee, key), publication), change, 0);
            }
        }

        _file = new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" };
        _file.WriteLine();
    }

    private enum Change
    {
        Attempt,
        Sent,
        Draft,
        Effect,
    }

    /// <summary>The number of this attempt with the key, from 1.</summary>
    public int Attempt(EffectPlace place, string publication) => Write(place, publication, Change.Attempt, e => e.Attempts);

    /// <summary>A call that was not refused: whoever sent it cannot know before the answer what it did.</summary>
    public void Sent(EffectPlace place, string publication) => Write(place, publication, Change.Sent, e => e.Sent);

    /// <summary>Keeps a draft.</summary>
    /// <returns>Whether it can still be published.</returns>
    public bool Prepare(EffectPlace place, string publication) => Write(place, publication, Change.Draft, e => e.Effects) == 0;

    /// <summary>Makes something public, as the place's guarantee has it.</summary>
    /// <returns>The status of the answer.</returns>
    public int Publish(EffectPlace place, string publication)
    {
        lock (_lock)
        {
            var entry = EntryOf(place, publication);
            switch (place.Guarantee)
            {
                case Guarantees.Key when entry.Effects > 0: return 200;
                case Guarantees.Prepare when !entry.IsDraft: return 404;
                case Guarantees.Prepare when entry.Effects > 0: return 409;
            }

            Write(place, publication, Change.Effect, e => e.Effects);
            return 200;
        }
    }

    /// <summary>What a look sees.</summary>
    /// <returns>A word; null for nothing.</returns>
    public string? Look(EffectPlace place)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(place, out var entry)) return null;
            return place.Guarantee switch
            {
                Guarantees.Find when entry.Effects > 0 && Machine.Clock.GetElapsedTime(entry.At) >= Guarantees.HiddenFor(place.Key) => "published",
                Guarantees.Prepare when entry.Effects > 0 => "published",
                Guarantees.Prepare when entry.IsDraft => "draft",
                _ => null,
            };
        }
    }

    /// <summary>Everything, one line a key: space, guarantee, key, publication, effects, calls that were not refused.</summary>
    public string Report()
    {
        lock (_lock)
        {
            return string.Concat(_entries.Select(e => string.Create(CultureInfo.InvariantCulture,
                $"{e.Key.Space}\t{e.Key.Guarantee}\t{e.Key.Key}\t{e.Value.Publication}\t{e.Value.Effects}\t{e.Value.Sent}\n")));
        }
    }

    public void Dispose() => _file.Dispose();

    private int Write(EffectPlace place, string publication, Change change, Func<Entry, int> answer)
    {
        lock (_lock)
        {
            _file.WriteLine($"{change}\t{place.Space}\t{place.Guarantee}\t{place.Key}\t{publication}");
            var entry = EntryOf(place, publication);
            Apply(entry, change, Machine.Clock.GetTimestamp());
            return answer(entry);
        }
    }

    private Entry EntryOf(EffectPlace place, string publication)
    {
        if (!_entries.TryGetValue(place, out var entry)) _entries[place] = entry = new Entry(publication);
        return entry;
    }

    private static void Apply(Entry entry, Change change, long at)
    {
        switch (change)
        {
            case Change.Attempt: entry.Attempts++; break;
            case Change.Sent: entry.Sent++; break;
            case Change.Draft: entry.IsDraft = true; break;
            case Change.Effect: (entry.Effects, entry.At) = (entry.Effects + 1, at); break;
        }
    }

    private sealed class Entry(string publication)
    {
        public string Publication { get; } = publication;

        public int Attempts { get; set; }

        public int Sent { get; set; }

        public int Effects { get; set; }

        public bool IsDraft { get; set; }

        /// <summary>When it last had an effect; 0 for long ago.</summary>
        public long At { get; set; }
    }
}
