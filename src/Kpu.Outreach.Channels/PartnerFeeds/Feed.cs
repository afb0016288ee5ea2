using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>The form of a feed.</summary>
public enum FeedFormat
{
    /// <summary>RSS 2.0 (rssboard.org/rss-specification), with the full content beside the summary.</summary>
    Rss = 0,

    /// <summary>Atom 1.0 (RFC 4287), with archives (RFC 5005) and marks of deleted entries (RFC 6721).</summary>
    Atom = 1,

    /// <summary>JSON Feed 1.1 (jsonfeed.org/version/1.1).</summary>
    Json = 2,
}

/// <summary>A feed without its entries: what it is, whose it is, where it stands.</summary>
/// <remarks>Immutable. Nothing here comes from a clock: the same feed with the same entries gives the same bytes.</remarks>
public sealed record Feed
{
    /// <summary>The id, an IRI that never changes, such as <c>urn:uuid:...</c>; RSS and JSON Feed have no place for it.</summary>
    public required string Id { get; init; }

    /// <summary>The name, in plain text.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about, in plain text. Default: empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Who writes it.</summary>
    public required string Author { get; init; }

    /// <summary>The language, BCP 47. Default: Indonesian.</summary>
    public string Language { get; init; } = "id";

    /// <summary>The zone in which times are shown. Default: WIB.</summary>
    public IndonesianZone Zone { get; init; } = IndonesianZone.Wib;

    /// <summary>The website it belongs to.</summary>
    public required Uri Site { get; init; }

    /// <summary>Its own address; null while it has none.</summary>
    public Uri? Self { get; init; }

    /// <summary>When an entry last changed; null for a feed that never had one. Give the greatest of all entries, which is not known before the last one is written.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>The hubs that tell subscribers of changes (WebSub). Default: none.</summary>
    public IReadOnlyList<Uri> Hubs { get; init; } = [];

    /// <summary>Whether this is an archive: a document that is not expected to change (RFC 5005, section 4); only Atom and RSS say so. Default: no.</summary>
    public bool IsArchive { get; init; }

    /// <summary>The feed that subscribers read; given by archives.</summary>
    public Uri? Current { get; init; }

    /// <summary>The archive before this document.</summary>
    public Uri? PreviousArchive { get; init; }

    /// <summary>The archive after this one.</summary>
    public Uri? NextArchive { get; init; }

    /// <summary>What once stood here and was taken back; only Atom can say so. Default: none.</summary>
    public IReadOnlyList<DeletedEntry> Deleted { get; init; } = [];
}

/// <summary>An entry of a feed.</summary>
/// <remarks>Immutable.</remarks>
public sealed record FeedEntry
{
    /// <summary>The id, an IRI that never changes whatever else does.</summary>
    public required string Id { get; init; }

    /// <summary>The title, in plain text.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence or two, in plain text. Default: empty.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The full content: HTML that was made safe before. Characters that XML does not know are left out. Default: empty.</summary>
    public string ContentHtml { get; init; } = "";

    /// <summary>The language, BCP 47; null for the feed's.</summary>
    public string? Language { get; init; }

    /// <summary>The page of the entry; null when it has none.</summary>
    public Uri? Link { get; init; }

    /// <summary>When it was first published.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>When its content last changed; null when never.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Words to sort by, for people. Default: none.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The files. RSS carries the first one only: its readers disagree about more. Default: none.</summary>
    public IReadOnlyList<FeedEnclosure> Enclosures { get; init; } = [];

    /// <summary>When the entry last changed in any way.</summary>
    public DateTimeOffset ChangedAt => UpdatedAt ?? PublishedAt;
}

/// <summary>A file of an entry.</summary>
/// <param name="Address">Where it stands.</param>
/// <param name="ContentType">The media type, such as <c>image/jpeg</c>.</param>
/// <param name="Length">The bytes.</param>
/// <param name="Title">What it shows, in plain text; null when nobody wrote it.</param>
/// <param name="Duration">How long it plays; null for what does not.</param>
public sealed record FeedEnclosure(Uri Address, string ContentType, long Length, string? Title = null, TimeSpan? Duration = null);

/// <summary>The mark of an entry that was taken back (RFC 6721).</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="DeletedAt">When.</param>
public sealed record DeletedEntry(string Id, DateTimeOffset DeletedAt);
