using System.Xml.Linq;
using Kpu.Outreach.Channels.PartnerFeeds;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.PartnerFeeds;

/// <summary>Random histories of a feed: whatever is published, changed, or taken back, in whatever order.</summary>
public sealed class FeedHistoryTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Ids_never_change_updated_moves_only_with_content_and_what_is_unchanged_stays_byte_for_byte(int seed)
    {
        var random = new Seeded((ulong)seed);
        using var root = new TemporaryFolder();
        var set = new LiveSet { Account = LiveSet.AccountOf("feed", "umpan", ("folder", "umpan"), ("baseUrl", "https://contoh.id/"), ("archive", random.Next(2) == 0 ? "ya" : "tidak"), ("entries", "500")) };
        var contents = new Dictionary<string, int>(StringComparer.Ordinal);
        var last = new Dictionary<string, (string Updated, int Content)>(StringComparer.Ordinal);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var now = Samples.At(1, 9);
        for (var step = 0; step < 40; step++)
        {
            now = now.AddHours(random.Next(100));
            var before = root.Snapshot();
            var changed = true;
            switch (random.Next(6))
            {
                case 0 when contents.Count > 0:
                    var gone = contents.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(contents.Count));
                    contents.Remove(gone);
                    set.Withdraw(Key(gone));
                    break;
                case 1:
                    changed = false;
                    break;
                case 2 or 3 when contents.Count > 0:
                    var revised = contents.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(contents.Count));
                    Put(revised, ++contents[revised]);
                    break;
                default:
                    Put($"m{step}", contents[$"m{step}"] = 0);
                    break;
            }

            Assert.IsType<Outcome.Done>((await new FeedChannel().PublishAsync(set.Request(root.Path), CancellationToken.None)).Outcome);
            if (!changed && before.Count > 0) Assert.Equal(before, root.Snapshot());
            foreach (var entry in Entries(root))
            {
                var title = entry.Element(Atom + "title")!.Value;
                var (id, updated) = (entry.Element(Atom + "id")!.Value, entry.Element(Atom + "updated")!.Value);
                Assert.Equal(ids.TryAdd(title, id) ? id : ids[title], id);
                if (last.TryGetValue(title, out var old)) Assert.Equal(old.Content != contents[title], old.Updated != updated);
                last[title] = (updated, contents[title]);
            }

            Assert.Equal(contents.Keys.Order(StringComparer.Ordinal), Entries(root).Select(e => e.Element(Atom + "title")!.Value).Order(StringComparer.Ordinal));
        }

        Assert.Equal(ids.Count, ids.Values.Distinct().Count());

        void Put(string title, int content)
        {
            now = now.AddSeconds(1);
            set.Put(Key(title), now, LiveSet.Text(title, title, $"Isi ke-{content}."));
        }
    }

    private static PublicationKey Key(string material) => LiveSet.KeyOf(material, "umpan", "entry");

    private static List<XElement> Entries(TemporaryFolder root) =>
        [.. Directory.EnumerateFiles(root.Path, "*.atom", SearchOption.AllDirectories).Where(f => !f.Contains("tahapan", StringComparison.Ordinal)).SelectMany(f => XDocument.Load(f).Root!.Elements(Atom + "entry")).DistinctBy(e => e.Element(Atom + "id")!.Value)];
}
