using System.Text;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>One move, for ever.</summary>
/// <remarks>Immutable. Written in links; see <see cref="TrailLink"/>.</remarks>
public sealed record TrailEntry
{
    /// <summary>The number, from 1, without gaps.</summary>
    public long Number { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened, such as <c>moved</c>, <c>approved</c>, <c>outcome</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The publication; null when it concerns none.</summary>
    public long? Publication { get; init; }

    /// <summary>The delivery; null when it concerns none.</summary>
    public long? Delivery { get; init; }

    /// <summary>The part, from 0; null when it concerns the whole.</summary>
    public int? Part { get; init; }

    /// <summary>What followed: the state and what is waited for, such as <c>waiting:approval</c>; or the outcome.</summary>
    public string? To { get; init; }

    /// <summary>Why: a cause, a problem code, a reference. Ids only, never a person or a text.</summary>
    public string? Cause { get; init; }

    /// <summary>Who did it and why; null for the engine. Kept in a table of its own and outside the hash, so that persons can be erased and the chain still holds.</summary>
    public TrailActor? Actor { get; init; }

    /// <summary>The hash of the link it stands in.</summary>
    public ContentHash Hash { get; init; }
}

/// <summary>What one transaction did: its entries, packed, and the hash that chains them to everything before.</summary>
/// <remarks>
/// Immutable. <see cref="Hash"/> covers all other members and the hash before it, so that an altered or missing link shows. The entries are packed as: the number of texts; each text
/// (length, UTF-8); then for each entry the numbers of its kind, target state and cause among the texts (0 for none), and publication, delivery and part plus one (0 for none), all as LEB128.
/// </remarks>
public sealed record TrailLink
{
    /// <summary>The number, from 1, without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The number of its first entry.</summary>
    public required long First { get; init; }

    /// <summary>How many entries it has, at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>The lowest number of a publication it tells of; 0 when it tells of none.</summary>
    public required long Lowest { get; init; }

    /// <summary>The highest number of a publication it tells of; 0 when it tells of none.</summary>
    public required long Highest { get; init; }

    /// <summary>The packed entries.</summary>
    public required ReadOnlyMemory<byte> Packed { get; init; }

    /// <summary>The hash over all of it and the hash before it.</summary>
    public ContentHash Hash { get; init; }

    /// <summary>Packs the entries of a transaction.</summary>
    /// <param name="before">The link before it; null for the first.</param>
    /// <param name="at">When.</param>
    /// <param name="entries">The entries, at least one; their numbers, moments, actors and hashes are not read.</param>
    /// <returns>The link.</returns>
    public static TrailLink Of(TrailLink? before, DateTimeOffset at, IReadOnlyList<TrailEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count);
        var (texts, numbers) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var body = new MemoryStream(entries.Count * 12);
        var (lowest, highest) = (long.MaxValue, 0L);
        foreach (var entry in entries)
        {
            WriteNumber(body, TextOf(entry.Kind));
            WriteNumber(body, TextOf(entry.To));
            WriteNumber(body, TextOf(entry.Cause));
            WriteNumber(body, (entry.Publication ?? -1) + 1);
            WriteNumber(body, (entry.Delivery ?? -1) + 1);
            WriteNumber(body, (entry.Part ?? -1) + 1);
            if (entry.Publication is not { } publication) continue;
            lowest = Math.Min(lowest, publication);
            highest = Math.Max(highest, publication);
        }

        var packed = new MemoryStream((int)body.Length + 128);
        WriteNumber(packed, texts.Count);
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            WriteNumber(packed, bytes.Length);
            packed.Write(bytes);
        }

        body.WriteTo(packed);
        var link = new TrailLink
        {
            Number = (before?.Number ?? 0) + 1,
            At = at,
            First = before is null ? 1 : before.First + before.Count,
            Count = entries.Count,
            Lowest = highest == 0 ? 0 : lowest,
            Highest = highest,
            Packed = packed.ToArray(),
        };
        return link with { Hash = link.ComputeHash(before?.Hash ?? default) };

        int TextOf(string? text)
        {
            if (text is null) return 0;
            if (numbers.TryGetValue(text, out var known)) return known;
            texts.Add(text);
            return numbers[text] = texts.Count;
        }
    }

    /// <summary>Computes the hash.</summary>
    /// <param name="before">The hash of the link before it; the default value for the first.</param>
    /// <returns>The hash.</returns>
    public ContentHash ComputeHash(ContentHash before)
    {
        using var h = new ContentHasher();
        return h.Add(before).Add(Number).Add(At.UtcTicks).Add(First).Add(Count).Add(Lowest).Add(Highest).Add(Packed.Span).Finish();
    }

    /// <summary>Whether it may tell of a publication: false is certain.</summary>
    /// <param name="publication">The publication.</param>
    /// <returns>True when its number lies between the lowest and the highest.</returns>
    public bool MayTellOf(long publication) => publication >= Lowest && publication <= Highest;

    /// <summary>Unpacks the entries, without actors.</summary>
    /// <returns>The entries, by number.</returns>
    /// <exception cref="FormatException">They are damaged.</exception>
    public IReadOnlyList<TrailEntry> Unpack()
    {
        var span = Packed.Span;
        var at = 0;
        var texts = new string?[Bounded(ReadNumber(span, ref at), span.Length) + 1];
        for (var i = 1; i < texts.Length; i++)
        {
            var length = Bounded(ReadNumber(span, ref at), span.Length - at);
            texts[i] = Encoding.UTF8.GetString(span.Slice(at, length));
            at += length;
        }

        var entries = new TrailEntry[Bounded(Count, span.Length)];
        for (var i = 0; i < entries.Length; i++)
        {
            var kind = Text(ReadNumber(span, ref at)) ?? throw new FormatException();
            var (to, cause) = (Text(ReadNumber(span, ref at)), Text(ReadNumber(span, ref at)));
            var (publication, delivery, part) = (ReadNumber(span, ref at), ReadNumber(span, ref at), ReadNumber(span, ref at));
            entries[i] = new TrailEntry
            {
                Number = First + i, At = At, Kind = kind, To = to, Cause = cause, Hash = Hash,
                Publication = publication == 0 ? null : publication - 1,
                Delivery = delivery == 0 ? null : delivery - 1,
                Part = part == 0 ? null : Bounded(part - 1, int.MaxValue),
            };
        }

        return at == span.Length ? entries : throw new FormatException();

        string? Text(long number) => number < texts.Length ? texts[number] : throw new FormatException();
    }

    private static int Bounded(long value, int most) => value >= 0 && value <= most ? (int)value : throw new FormatException();

    private static void WriteNumber(MemoryStream to, long value)
    {
        for (var rest = (ulong)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                to.WriteByte((byte)rest);
                return;
            }

            to.WriteByte((byte)(rest | 0x80));
        }
    }

    private static long ReadNumber(ReadOnlySpan<byte> from, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= from.Length) throw new FormatException();
            var next = from[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value <= long.MaxValue ? (long)value : throw new FormatException();
        }

        throw new FormatException();
    }
}
