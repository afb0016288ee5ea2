namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>Writes feeds: entry by entry, so that a feed of any length takes constant memory.</summary>
/// <remarks>Thread-safe. The same input gives the same bytes, on every machine: UTF-8 without mark, lines ended by LF.</remarks>
public static class FeedWriter
{
    // What is pending is handed on in pieces of about this size.
    private const int Piece = 32 * 1024;

    /// <summary>Writes a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="format">The form.</param>
    /// <param name="entries">The entries, in the order in which they shall stand; usually the newest first. Read once.</param>
    /// <param name="output">Where the bytes go; it stays open.</param>
    /// <param name="cancellationToken">Stops between two entries; what was written by then is no whole feed.</param>
    /// <returns>When everything is written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The form is none of the three.</exception>
    public static async Task WriteAsync(Feed feed, FeedFormat format, IAsyncEnumerable<FeedEntry> entries, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(output);
        using var pending = new MemoryStream();
        using var writer = Create(feed, format, pending);
        writer.Begin();
        await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            writer.Write(entry);
            if (pending.Length < Piece) continue;
            writer.Flush();
            await HandOnAsync(pending, output, cancellationToken).ConfigureAwait(false);
        }

        writer.End();
        await HandOnAsync(pending, output, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a feed of entries that are at hand.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="format">The form.</param>
    /// <param name="entries">The entries, in the order in which they shall stand; usually the newest first. Read once.</param>
    /// <param name="output">Where the bytes go; it stays open.</param>
    /// <exception cref="ArgumentOutOfRangeException">The form is none of the three.</exception>
    public static void Write(Feed feed, FeedFormat format, IEnumerable<FeedEntry> entries, Stream output)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(output);
        using var writer = Create(feed, format, output);
        writer.Begin();
        foreach (var entry in entries) writer.Write(entry);
        writer.End();
    }

    /// <summary>The media type of a form, as servers give it.</summary>
    /// <param name="format">The form.</param>
    /// <returns>The media type, with its character set where it has one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The form is none of the three.</exception>
    public static string ContentTypeOf(FeedFormat format) => format switch
    {
        FeedFormat.Rss => "application/rss+xml; charset=utf-8",
        FeedFormat.Atom => "application/atom+xml; charset=utf-8",
        FeedFormat.Json => "application/feed+json",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    private static FeedForm Create(Feed feed, FeedFormat format, Stream output) => format switch
    {
        FeedFormat.Rss => new RssForm(feed, output),
        FeedFormat.Atom => new AtomForm(feed, output),
        FeedFormat.Json => new JsonForm(feed, output),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    private static async ValueTask HandOnAsync(MemoryStream pending, Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(pending.GetBuffer().AsMemory(0, (int)pending.Length), cancellationToken).ConfigureAwait(false);
        pending.SetLength(0);
    }
}

/// <summary>A form of feeds, in the middle of being written. Not thread-safe.</summary>
internal abstract class FeedForm : IDisposable
{
    internal abstract void Begin();

    internal abstract void Write(FeedEntry entry);

    /// <summary>Hands on what is held back.</summary>
    internal abstract void Flush();

    internal abstract void End();

    public abstract void Dispose();
}
