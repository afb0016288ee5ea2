using System.Text.Json;
using System.Text.Json.Serialization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.PostgreSql;

/// <summary>A delivery's row as it stands in the table: words and renditions are numbers, which are looked up for many rows at once.</summary>
internal sealed class DeliveryLine
{
    /// <summary>The columns that never change, in the order in which they are written and read.</summary>
    public const string Fixed = "id, publication, account, operation";

    /// <summary>The columns that move.</summary>
    public const string Moved = "rendition, cause, problem, since, not_before, intended, not_after, closes_at, due, fence, lease_until, started_at, unproven_since, give_up_at, done_at, predecessor, parts, part, attempts, looks, state, waits_for, late, handle, reference, url, arguments";

    private readonly DeliveryRow _row;
    private readonly string? _arguments;

    public DeliveryLine(Row from)
    {
        var (id, publication) = (from.Long(), from.Long());
        Account = from.Long();
        var operation = (Operations)from.Within((int)(Operations.Publish | Operations.Revise | Operations.Retract | Operations.Annotate));
        (Rendition, Cause, Problem) = (from.Long(), from.Long(), from.LongOrNull());
        _row = new DeliveryRow
        {
            Id = id,
            Publication = publication,
            Account = "",
            Operation = operation,
            Rendition = default,
            Cause = "",
            Since = from.Instant(),
            NotBefore = from.InstantOrNull(),
            Intended = from.Instant(),
            NotAfter = from.InstantOrNull(),
            ClosesAt = from.InstantOrNull(),
            Due = from.InstantOrNull(),
            Fence = from.Long(),
            LeaseUntil = from.InstantOrNull(),
            StartedAt = from.InstantOrNull(),
            UnprovenSince = from.InstantOrNull(),
            GiveUpAt = from.InstantOrNull(),
            DoneAt = from.InstantOrNull(),
            Predecessor = from.LongOrNull(),
            Parts = from.Count(),
            Part = from.Count(),
            Attempts = from.Count(),
            Looks = from.Count(),
            State = (DeliveryState)from.Within((int)DeliveryState.Cancelled),
            WaitsFor = (WaitReason?)from.WithinOrNull((int)WaitReason.Duplicate),
            Late = (LatePolicy)from.Within((int)LatePolicy.Expire),
            Handle = from.TextOrNull(),
            Receipt = Receipts.Of(from.TextOrNull(), from.TextOrNull()),
        };
        _arguments = from.TextOrNull();
    }

    public long Account { get; }

    public long Rendition { get; }

    public long Cause { get; }

    public long? Problem { get; }

    /// <summary>The row with its words.</summary>
    /// <exception cref="JsonException">The arguments of its problem are no list of texts.</exception>
    public DeliveryRow ToRow(IReadOnlyDictionary<long, string> words, IReadOnlyDictionary<long, ContentHash> hashes) => _row with
    {
        Account = words[Account],
        Rendition = hashes[Rendition],
        Cause = words[Cause],
        Problem = Problem is { } problem ? words[problem] : null,
        ProblemArguments = _arguments is null ? [] : JsonSerializer.Deserialize(_arguments, LineJson.Default.StringArray) ?? throw new JsonException(),
    };

    /// <summary>The fixed columns of rows.</summary>
    public static Bulk<DeliveryRow> BindFixed(Bulk<DeliveryRow> bulk, IReadOnlyDictionary<string, long> words) =>
        bulk.Longs(r => r.Id).Longs(r => r.Publication).Longs(r => words[r.Account]).Shorts(r => (int)r.Operation);

    /// <summary>The moved columns of rows.</summary>
    public static Bulk<DeliveryRow> BindMoved(Bulk<DeliveryRow> bulk, IReadOnlyDictionary<string, long> words, IReadOnlyDictionary<ContentHash, long> hashes) => bulk
        .Longs(r => hashes[r.Rendition]).Longs(r => words[r.Cause]).LongsOrNull(r => r.Problem is { } problem ? words[problem] : null)
        .Instants(r => r.Since).Instants(r => r.NotBefore).Instants(r => r.Intended).Instants(r => r.NotAfter).Instants(r => r.ClosesAt).Instants(r => r.Due).Longs(r => r.Fence)
        .Instants(r => r.LeaseUntil).Instants(r => r.StartedAt).Instants(r => r.UnprovenSince).Instants(r => r.GiveUpAt).Instants(r => r.DoneAt).LongsOrNull(r => r.Predecessor)
        .Ints(r => r.Parts).Ints(r => r.Part).Ints(r => r.Attempts).Ints(r => r.Looks).Shorts(r => (int)r.State).ShortsOrNull(r => (int?)r.WaitsFor).Shorts(r => (int)r.Late)
        .Texts(r => r.Handle).Texts(r => r.Receipt?.Reference).Texts(r => r.Receipt?.Url?.OriginalString)
        .Texts(r => r.ProblemArguments.Count == 0 ? null : JsonSerializer.Serialize([.. r.ProblemArguments], LineJson.Default.StringArray));
}

/// <summary>The JSON of a column, written and read without reflection.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class LineJson : JsonSerializerContext;
