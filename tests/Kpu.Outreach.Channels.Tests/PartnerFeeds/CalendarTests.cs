using System.Text;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.PartnerFeeds;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.PartnerFeeds;

public sealed class CalendarTests : IDisposable
{
    private static readonly DateTimeOffset Now = Samples.At(1, 9);

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Calendars_are_as_verified()
    {
        var book = CalendarBook.Empty.Tell([.. Meetings(), Stage()], Now).Tell([Meetings()[0] with { Location = "Aula kecamatan, lantai 2; ruang \"B\"" }, Meetings()[2], Stage()], Now.AddDays(1));
        await Verifier.Verify(Write(book).Replace("\r\n", "\n", StringComparison.Ordinal), "ics");
    }

    [Fact]
    public void Lines_are_folded_between_characters_and_end_as_the_standard_says()
    {
        var text = Write(CalendarBook.Empty.Tell([Meetings()[0] with { Title = string.Concat(Enumerable.Repeat("ꦥꦼꦩꦶꦭꦶꦃ 🗳️ ", 20)) }], Now));
        var lines = text.Split("\r\n");
        Assert.All(lines, l => Assert.InRange(Encoding.UTF8.GetByteCount(l), 0, 75));
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Contains(string.Concat(Enumerable.Repeat("ꦥꦼꦩꦶꦭꦶꦃ 🗳️ ", 20)), text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Fact]
    public void A_change_is_told_as_a_change_of_the_same_event_and_nothing_else_moves()
    {
        var first = CalendarBook.Empty.Tell(Meetings(), Now);
        Assert.Same(first, first.Tell(Meetings(), Now.AddDays(1)));

        var changed = Meetings()[0] with { Start = Meetings()[0].Start!.Value.AddHours(1) };
        var second = first.Tell([changed, .. Meetings()[1..]], Now.AddDays(2));
        Assert.Equal([(1, Now.AddDays(2)), (0, Now), (0, Now)], Of(second, Meetings()).Select(e => (e.Sequence, e.ToldAt)));
    }

    [Fact]
    public void What_is_called_off_is_told_as_called_off_until_it_would_have_been_over_and_may_come_back()
    {
        var first = CalendarBook.Empty.Tell(Meetings(), Now);
        var off = first.Tell(Meetings()[1..], Now.AddHours(1));
        Assert.Equal([(1, true), (0, false), (0, false)], Of(off, Meetings()).Select(e => (e.Sequence, e.IsCancelled)));
        Assert.Same(off, off.Tell(Meetings()[1..], Now.AddHours(2)));
        Assert.Contains("STATUS:CANCELLED", Write(off), StringComparison.Ordinal);

        var back = off.Tell(Meetings(), Now.AddHours(3));
        Assert.Equal((2, false), Of(back, Meetings()).Select(e => (e.Sequence, e.IsCancelled)).First());
        Assert.Equal(2, off.Tell(Meetings()[1..], Meetings()[0].EndsAt).Events.Count);
        // What is over and leaves the plan was held all the same: nobody is told that it was called off.
        Assert.DoesNotContain(first.Tell([], Meetings()[0].EndsAt).Events, e => e.Event.Uid == Meetings()[0].Uid);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_edits_never_lower_a_sequence_and_raise_it_only_for_what_changed(int seed)
    {
        var random = new Seeded((ulong)seed);
        var (book, now) = (CalendarBook.Empty, Now);
        var all = Meetings().ToDictionary(e => e.Uid);
        for (var step = 0; step < 100; step++)
        {
            now = now.AddMinutes(1);
            var before = book.Events.ToDictionary(e => e.Event.Uid);
            var uid = all.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(all.Count));
            if (random.Next(2) == 0) all[uid] = all[uid] with { Title = $"Judul {random.Next(3)}" };
            var present = all.Values.Where(_ => random.Next(4) > 0).ToList();
            // A host that ends keeps its book as a document.
            book = CalendarBook.Parse(book.ToBytes()).Tell(present, now);
            foreach (var told in book.Events)
            {
                if (!before.TryGetValue(told.Event.Uid, out var old)) continue;
                var same = old.IsCancelled == told.IsCancelled && old.Event.Title == told.Event.Title;
                Assert.Equal(same ? (old.Sequence, old.ToldAt) : (old.Sequence + 1, now), (told.Sequence, told.ToldAt));
            }

            Assert.Equal(present.Select(e => e.Uid).Order(StringComparer.Ordinal), book.Events.Where(e => !e.IsCancelled).Select(e => e.Event.Uid).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"version":2,"events":[]}""")]
    [InlineData("""{"version":1,"events":[{"uid":"a","sequence":0,"toldAt":"2023-11-01T00:00:00Z","title":"A","zone":"Europe/Paris"}]}""")]
    [InlineData("bukan json")]
    public void A_damaged_book_is_refused_and_never_taken_for_an_empty_one(string text) =>
        Assert.Throws<FormatException>(() => CalendarBook.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task The_events_of_a_workspace_are_its_stages_and_the_sessions_where_people_meet()
    {
        using var workspace = TempWorkspace.Valid().Replace("campaigns/tahapan.json", "\"duration\": \"PT3H\"", "\"duration\": \"PT3H\", \"venue\": \"Aula\", \"repeat\": { \"everyDays\": 7, \"count\": 3 }");
        var reading = await WorkspaceReader.ReadAsync(workspace.Root);
        var events = CalendarEvents.Of(reading.Model, OfficeCode.Parse("35.72"));

        var sessions = events.Where(e => e.Start is not null).ToList();
        Assert.Equal(["2023-11-30T09:00", "2023-12-07T09:00", "2023-12-14T09:00"], sessions.Select(e => e.Start!.Value.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(sessions, e => Assert.Equal(("Tahapan Pemilu 2024", "Aula", TimeSpan.FromHours(3)), (e.Title, e.Location, e.Duration)));
        Assert.Contains(sessions[0].Labels, l => l is { Kind: "segment", Title: "Pemilih pemula" });
        Assert.Contains(events, e => e.Days is { } days && days.Start == new DateOnly(2024, 2, 14) && e.Labels.Any(l => l is { Kind: "stage", Value: "voting" }));
        Assert.Equal(events.Count, events.Select(e => e.Uid).Distinct().Count());
        Assert.DoesNotContain(CalendarEvents.Of(reading.Model, OfficeCode.Parse("35.71")), e => e.Start is not null);
    }

    [SkippableFact]
    public async Task Two_other_programs_read_the_calendar()
    {
        var python = Needs.Program("/usr/bin/python3", "python3");
        Needs.That((await Needs.RunAsync(python, "-c", "import icalendar, vobject")).ExitCode == 0, "python3-icalendar or python3-vobject is not installed.");
        var book = CalendarBook.Empty.Tell([.. Meetings(), Stage()], Now).Tell([.. Meetings()[1..], Stage()], Now.AddDays(1));
        await File.WriteAllTextAsync(_root.Full("kpu.ics"), Write(book));
        const string script = """
            import icalendar, sys, vobject
            text = open(sys.argv[1], newline="").read()
            events = [e for e in icalendar.Calendar.from_ical(text).walk("VEVENT")]
            for e in sorted(events, key=lambda e: str(e["UID"])):
                print(e["UID"], e["SUMMARY"], e["SEQUENCE"], e["STATUS"], e.decoded("DTSTART").isoformat())
            v = vobject.readOne(text)
            v.validate(raiseException=True)
            print(len(v.vevent_list), sorted({str(z.tzid.value) for z in v.vtimezone_list}))
            """;
        var (code, output) = await Needs.RunAsync(python, "-c", script, _root.Full("kpu.ics"));
        Assert.True(code == 0, output);
        Assert.Equal(
            [
                "a Gelar wicara; Blitar, WIB 1 CANCELLED 2023-11-30T09:00:00+07:00", "b Pelatihan relawan 0 CONFIRMED 2023-12-01T09:00:00+08:00",
                "c Simulasi 0 CONFIRMED 2023-12-02T09:00:00+09:00", "d Masa kampanye 0 CONFIRMED 2023-11-28", "4 ['Asia/Jakarta', 'Asia/Jayapura', 'Asia/Makassar']",
            ],
            output.Trim().Split('\n'));
    }

    private static CalendarEvent[] Meetings() =>
    [
        new() { Uid = "a", Title = "Gelar wicara; Blitar, WIB", Description = "Baris satu\nBaris dua \\ akhir", Location = "Aula", Start = new DateTime(2023, 11, 30, 9, 0, 0, DateTimeKind.Unspecified), Duration = TimeSpan.FromHours(3), Labels = [new RenditionLabel("stage", "campaign", "Masa kampanye")] },
        new() { Uid = "b", Title = "Pelatihan relawan", Start = new DateTime(2023, 12, 1, 9, 0, 0, DateTimeKind.Unspecified), Zone = IndonesianZone.Wita },
        new() { Uid = "c", Title = "Simulasi", Start = new DateTime(2023, 12, 2, 9, 0, 0, DateTimeKind.Unspecified), Zone = IndonesianZone.Wit },
    ];

    private static CalendarEvent Stage() => new() { Uid = "d", Title = "Masa kampanye", Days = new DateSpan(new DateOnly(2023, 11, 28), new DateOnly(2024, 2, 10)) };

    private static IEnumerable<ToldEvent> Of(CalendarBook book, CalendarEvent[] events) => events.Select(e => book.Events.Single(t => t.Event.Uid == e.Uid));

    private static string Write(CalendarBook book)
    {
        using var output = new MemoryStream();
        CalendarWriter.Write(new OutreachCalendar { Name = "Kalender KPU Kota Blitar", Self = new Uri("https://contoh.id/kalender.ics"), Events = book.Events }, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
