using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Rows to put into ledgers.</summary>
internal static class LedgerSamples
{
    /// <summary>A moment with a tick that milliseconds would lose.</summary>
    public static readonly DateTimeOffset Start = new DateTimeOffset(2027, 2, 14, 7, 30, 0, TimeSpan.FromHours(7)).AddTicks(1_234_567);

    public static PublicationKey Key(int number, string account = "laman") => new()
    {
        Campaign = "cek-dpt",
        Material = "materi-" + number,
        Account = account,
        Recipient = number % 3 == 0 ? "penerima-" + number : null,
        Placement = number % 2 == 0 ? PlacementKey.Post : PlacementKey.Article,
        Occurrence = "kegiatan#" + number,
    };

    public static PublicationRow Publication(int number, string account = "laman") => new()
    {
        Key = Key(number, account),
        Office = OfficeCode.Parse("35.72"),
        Channel = new ChannelKey("static-site"),
        Title = "Judul " + number,
        Plan = 1,
    };

    /// <summary>A publication whose every member is set.</summary>
    public static PublicationRow Shown(int number, string account = "laman") => Publication(number, account) with
    {
        State = PublicationState.Altered,
        Live = Rendition(number).Hash,
        Receipt = new Receipt("post/é-" + number, new Uri("https://kpu.example/a b?x=1#" + number)),
        PublishedAt = Start.AddDays(1),
        UpdatedAt = Start.AddDays(2),
        Plan = 3,
        Open = 2,
    };

    public static DeliveryRow Delivery(long publication, DateTimeOffset? due = null) => new()
    {
        Publication = publication,
        Account = "laman",
        Operation = Operations.Publish,
        Rendition = Rendition(0).Hash,
        Since = Start,
        Intended = Start.AddHours(1),
        WaitsFor = WaitReason.Time,
        Due = due,
        Cause = "plan",
    };

    /// <summary>A delivery whose every member is set.</summary>
    public static DeliveryRow Full(long publication) => Delivery(publication) with
    {
        Operation = Operations.Revise,
        Rendition = Rendition(7).Hash,
        Parts = 4,
        Part = 2,
        State = DeliveryState.Uncertain,
        WaitsFor = WaitReason.Proof,
        NotBefore = Start.AddTicks(1),
        NotAfter = Start.AddTicks(2),
        ClosesAt = DateTimeOffset.MaxValue,
        Late = LatePolicy.Expire,
        Due = Start.AddTicks(3),
        Attempts = 5,
        Fence = long.MaxValue,
        LeaseUntil = Start.AddTicks(4),
        StartedAt = Start.AddTicks(5),
        UnprovenSince = Start.AddTicks(4),
        Handle = "",
        GiveUpAt = Start.AddTicks(6),
        Looks = 6,
        Receipt = new Receipt("post/9", new Uri("https://kpu.example/9")),
        DoneAt = Start.AddTicks(7),
        Predecessor = 1,
        Cause = "change",
        Problem = "worker-lost",
        ProblemArguments = ["", "kata \"dikutip\"", "😀\n\0akhir"],
    };

    public static Rendition Rendition(int number) => new()
    {
        Language = number % 2 == 0 ? "id" : "jv",
        Title = "Judul " + number,
        Summary = number % 3 == 0 ? "" : "Ringkasan",
        Parts =
        [
            new RenditionPart { Text = "Teks " + number + "\n<b>\"&'" },
            new RenditionPart
            {
                Text = "",
                Markup = TextMarkup.Markdown,
                Links = ["https://kpu.example/"],
                Media = [new RenditionMedia { File = new MediaRef { Path = "media/a.jpg", Hash = ContentHash.Of([1, 2]), Length = 2, ContentType = "image/jpeg", Width = 3, Height = 4 }, AltText = "", Credit = "KPU" }],
            },
        ],
        Hashtags = ["CekDPT"],
        Labels = [new RenditionLabel("stage", "voters", "Pemilih")],
        Sources = ["PKPU"],
        Inputs = new RenditionInputs { Material = "materi-" + number, Variant = "@x", Facts = [new FactVersion("hari", 2)], ProfileVersion = "1", LocalDate = new DateOnly(2027, 2, 14) },
    };

    public static ApprovalRow Approval(string by, int rendition = 0, string campaign = "cek-dpt") => new(campaign, Rendition(rendition).Hash, by, "person", "baik", null, Start);

    /// <summary>The next link of a trail.</summary>
    public static TrailLink Link(TrailLink? last, params (long? Publication, string Kind)[] moves) => TrailLink.Of(last, Start.AddTicks(last?.Number ?? 0), Entries(moves));

    private static List<TrailEntry> Entries((long? Publication, string Kind)[] moves)
    {
        var entries = new List<TrailEntry>();
        foreach (var (publication, kind) in moves)
        {
            var number = entries.Count + 1;
            entries.Add(new TrailEntry
            {
                At = Start,
                Kind = kind,
                Publication = publication,
                Delivery = publication + 100,
                Part = number % 2 == 0 ? 1 : null,
                To = number % 3 == 0 ? null : "waiting:time",
                Cause = number % 4 == 0 ? null : "plan",
            });
        }

        return entries;
    }
}
