using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Tests;

/// <summary>A live set in the making: what a destination shall show, with counters of what was read.</summary>
internal sealed class LiveSet : IMediaLibrary
{
    // A picture of one pixel and a film of no frames: channels copy bytes and never look inside.
    internal static readonly byte[] PictureBytes = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPhfDwADBQGAM0sO3wAAAABJRU5ErkJggg==");
    internal static readonly byte[] FilmBytes = "not a real film"u8.ToArray();
    internal static readonly byte[] CaptionBytes = "WEBVTT\n\n00:00.000 --> 00:02.000\nSalam pemilih.\n"u8.ToArray();

    internal static readonly Office Blitar = new() { Code = OfficeCode.Parse("35.72"), Name = "Kota Blitar", Kind = OfficeKind.City, Zone = IndonesianZone.Wib, Host = "kota-blitar.kpu.go.id" };

    private readonly Dictionary<PublicationKey, (SnapshotItem Item, Rendition Rendition)> _live = [];
    private readonly List<SnapshotItem> _withdrawn = [];
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal) { ["media/poster.jpg"] = PictureBytes, ["media/film.mp4"] = FilmBytes, ["media/film.vtt"] = CaptionBytes };

    internal List<PublicationKey> Read { get; } = [];

    internal List<string> Opened { get; } = [];

    internal Func<bool> Owned { get; set; } = () => true;

    internal required Account Account { get; init; }

    internal static RenditionMedia Picture { get; } = new()
    {
        File = new MediaRef { Path = "media/poster.jpg", Hash = ContentHash.Of(PictureBytes), Length = PictureBytes.Length, ContentType = "image/jpeg", Width = 1200, Height = 675 },
        AltText = "Poster dengan langkah memeriksa daftar pemilih",
        Credit = "KPU Kota Blitar",
    };

    internal static RenditionMedia Film { get; } = new()
    {
        File = new MediaRef { Path = "media/film.mp4", Hash = ContentHash.Of(FilmBytes), Length = FilmBytes.Length, ContentType = "video/mp4", Width = 720, Height = 1280, Duration = TimeSpan.FromSeconds(42) },
        AltText = "Petugas memperlihatkan cara memeriksa nama",
        Captions = new MediaRef { Path = "media/film.vtt", Hash = ContentHash.Of(CaptionBytes), Length = CaptionBytes.Length, ContentType = "text/vtt" },
        Transcript = "Salam pemilih.\nMari periksa nama kita.",
    };

    internal static Account AccountOf(string channel, string key, params (string Name, string Value)[] settings) => new()
    {
        Key = key,
        Channel = new ChannelKey(channel),
        Office = Blitar.Code,
        Settings = settings.ToDictionary(s => s.Name, s => s.Value),
    };

    internal static PublicationKey KeyOf(string material, string account, string placement = "article", string occurrence = "umum-1") => new()
    {
        Campaign = "tahapan-pemilu",
        Material = material,
        Account = account,
        Placement = new PlacementKey(placement),
        Occurrence = occurrence,
    };

    internal static Rendition Text(string material, string title, string text, TextMarkup markup = TextMarkup.Markdown, params RenditionMedia[] media) => new()
    {
        Language = "id",
        Title = title,
        Summary = "Pastikan nama Anda terdaftar sebelum hari pemungutan suara.",
        Parts = [new RenditionPart { Text = text, Markup = markup, Media = media }],
        Hashtags = ["CekDPT", "Pemilu2024"],
        Labels = [new RenditionLabel("stage", "voterList", "Penyusunan daftar pemilih"), new RenditionLabel("kind", "electoralInformation", "Informasi kepemiluan")],
        Sources = ["PKPU 3/2022", "https://cekdptonline.kpu.go.id"],
        Inputs = new RenditionInputs { Material = material },
    };

    internal SnapshotItem Put(PublicationKey key, DateTimeOffset at, Rendition rendition)
    {
        var item = _live.TryGetValue(key, out var old)
            ? old.Item with { Version = rendition.Hash, Changed = true, UpdatedAt = at, Title = rendition.Title }
            : new SnapshotItem(key, rendition.Hash, true, at, null, rendition.Title);
        _live[key] = (item, rendition);
        return item;
    }

    internal void Withdraw(PublicationKey key)
    {
        _live.Remove(key, out var old);
        _withdrawn.Add(old.Item with { Changed = true });
    }

    internal void Lose(string file) => _files.Remove(file);

    internal void Replace(string file, byte[] bytes) => _files[file] = bytes;

    internal SnapshotRequest Request(string root)
    {
        var items = _live.Values.Select(v => v.Item).OrderBy(i => i.PublishedAt).ThenBy(i => i.Key.ToString(), StringComparer.Ordinal).ToList();
        foreach (var item in items) _live[item.Key] = (item with { Changed = false }, _live[item.Key].Rendition);
        return new SnapshotRequest
        {
            Account = Account,
            Items = items,
            Withdrawn = [.. _withdrawn],
            ReadAsync = (item, _) =>
            {
                Read.Add(item.Key);
                return ValueTask.FromResult(_live[item.Key].Rendition);
            },
            Context = new AttemptContext
            {
                Clock = new NoClock(),
                OutputRoot = root,
                Media = this,
                Office = Blitar,
                StillOwned = _ => ValueTask.FromResult(Owned()),
            },
        };
    }

    public ValueTask<Stream> OpenAsync(MediaRef media, CancellationToken cancellationToken)
    {
        Opened.Add(media.Path);
        return _files.TryGetValue(media.Path, out var bytes)
            ? ValueTask.FromResult<Stream>(new MemoryStream(bytes, writable: false))
            : throw new FileNotFoundException(null, media.Path);
    }

    /// <summary>Output never depends on the time of writing.</summary>
    private sealed class NoClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("A channel asked for the time.");
    }
}
