using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;
using Kpu.Outreach.Channels.PartnerFeeds;

namespace Kpu.Outreach.Channels.Tests.PartnerFeeds;

public sealed class FeedWriterTests
{
    private const int Many = 10_000;

    private static readonly Feed Feed = new()
    {
        Id = "urn:uuid:5a2f7bde-0d4c-8f7e-a3c1-27d0f1f6f001",
        Title = "KPU Kota Blitar",
        Author = "KPU Kota Blitar",
        Site = new Uri("https://kota-blitar.kpu.go.id/"),
        Self = new Uri("https://kota-blitar.kpu.go.id/umpan/feed"),
        Updated = Samples.At(1, 9),
    };

    public static TheoryData<FeedFormat> Formats => [.. Enum.GetValues<FeedFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Ten_thousand_entries_are_handed_on_as_they_come(FeedFormat format)
    {
        var output = new Sink();
        var most = 0L;
        await FeedWriter.WriteAsync(Feed, format, Entries(), output);

        Assert.True(output.Length > 5_000_000);
        // What waits is one piece and the entry that filled it, however long the feed.
        Assert.InRange(most, 1, 100_000);

        async IAsyncEnumerable<FeedEntry> Entries([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var made = 0L;
            for (var number = 0; number < Many; number++)
            {
                await Task.Yield();
                var entry = Entry(number);
                made += entry.ContentHtml.Length;
                most = Math.Max(most, made - output.Length);
                yield return entry;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task The_same_entries_give_the_same_bytes_however_they_are_written(FeedFormat format)
    {
        using var at_once = new MemoryStream();
        FeedWriter.Write(Feed, format, Enumerable.Range(0, 200).Select(Entry), at_once);
        using var by_and_by = new MemoryStream();
        await FeedWriter.WriteAsync(Feed, format, Enumerable.Range(0, 200).Select(Entry).ToAsyncEnumerable(), by_and_by);
        Assert.Equal(at_once.ToArray(), by_and_by.ToArray());
        if (format == FeedFormat.Json) using (JsonDocument.Parse(at_once.ToArray())) { }
        else XDocument.Parse(System.Text.Encoding.UTF8.GetString(at_once.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Cancelling_stops_between_two_entries(FeedFormat format)
    {
        using var cancelling = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FeedWriter.WriteAsync(Feed, format, Entries(), Stream.Null, cancelling.Token));
        Assert.Equal(10, seen);

        async IAsyncEnumerable<FeedEntry> Entries([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var number = 0; number < Many; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (++seen == 10) await cancelling.CancelAsync();
                yield return Entry(number);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Characters_that_no_document_may_hold_are_left_out(FeedFormat format)
    {
        using var output = new MemoryStream();
        FeedWriter.Write(Feed with { Title = "KPU\u0000 Kota\uD800 Blitar" }, format, [Entry(1) with { Title = "a\u0007b\uFFFE", ContentHtml = "<p>c\u0001d\uDC00</p>", Summary = "e\u001Bf" }], output);
        var text = System.Text.Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("KPU Kota Blitar", text, StringComparison.Ordinal);
        Assert.Contains("ab", text, StringComparison.Ordinal);
        Assert.Contains("cd", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => c < ' ' && c != '\n');
    }

    private static FeedEntry Entry(int number) => new()
    {
        Id = FormattableString.Invariant($"tag:kota-blitar.kpu.go.id,2023:{number}"),
        Title = FormattableString.Invariant($"Kabar {number}"),
        Summary = "Pastikan nama Anda terdaftar.",
        ContentHtml = "<p>" + string.Concat(Enumerable.Repeat("Pastikan nama Anda terdaftar & datang ke TPS. ", 12)) + "</p>",
        Link = new Uri(FormattableString.Invariant($"https://kota-blitar.kpu.go.id/berita/{number}")),
        PublishedAt = Samples.At(1, 9).AddMinutes(number),
        Categories = ["Pemilu2024"],
        Enclosures = [new FeedEnclosure(new Uri("https://kota-blitar.kpu.go.id/media/a.jpg"), "image/jpeg", 1234, "Poster")],
    };

    /// <summary>Counts and forgets.</summary>
    private sealed class Sink : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _length += count;
    }
}
