namespace Kpu.Outreach.Campaigns;

/// <summary>A method of outreach (metode): the official list of PKPU 9/2022, articles 10 to 13, and the members of the older list of PKPU 10/2018 that have no twin in it.</summary>
/// <remarks>An open vocabulary: a word unknown here is kept as written and counts as indirect. Words are compared without case; the default value is <c>otherIndirect</c>.</remarks>
public readonly record struct OutreachMethod : IEquatable<OutreachMethod>
{
    private readonly string? _value;

    /// <summary>Takes a word.</summary>
    /// <param name="value">The word as stored; not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty or white space.</exception>
    public OutreachMethod(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>Forum warga.</summary>
    public static OutreachMethod CitizenForum { get; } = new("citizenForum");

    /// <summary>Diskusi.</summary>
    public static OutreachMethod Discussion { get; } = new("discussion");

    /// <summary>Seminar.</summary>
    public static OutreachMethod Seminar { get; } = new("seminar");

    /// <summary>Lokakarya.</summary>
    public static OutreachMethod Workshop { get; } = new("workshop");

    /// <summary>Pelatihan.</summary>
    public static OutreachMethod Training { get; } = new("training");

    /// <summary>Ceramah.</summary>
    public static OutreachMethod Lecture { get; } = new("lecture");

    /// <summary>Simulasi.</summary>
    public static OutreachMethod Simulation { get; } = new("simulation");

    /// <summary>Gelar wicara.</summary>
    public static OutreachMethod TalkShow { get; } = new("talkShow");

    /// <summary>Pemanfaatan budaya lokal atau tradisional.</summary>
    public static OutreachMethod LocalCulture { get; } = new("localCulture");

    /// <summary>Bentuk langsung lain.</summary>
    public static OutreachMethod OtherDirect { get; } = new("otherDirect");

    /// <summary>Mobilisasi sosial (PKPU 10/2018): walks, parades, Kirab.</summary>
    public static OutreachMethod SocialMobilization { get; } = new("socialMobilization");

    /// <summary>Media massa cetak.</summary>
    public static OutreachMethod PrintMedia { get; } = new("printMedia");

    /// <summary>Media massa elektronik: radio and television.</summary>
    public static OutreachMethod BroadcastMedia { get; } = new("broadcastMedia");

    /// <summary>Media massa online: the press on the internet.</summary>
    public static OutreachMethod OnlineNewsMedia { get; } = new("onlineNewsMedia");

    /// <summary>Media daring: website, virtual meeting, e-mail.</summary>
    public static OutreachMethod OnlineChannels { get; } = new("onlineChannels");

    /// <summary>Media sosial.</summary>
    public static OutreachMethod SocialMedia { get; } = new("socialMedia");

    /// <summary>Media luar ruang.</summary>
    public static OutreachMethod OutdoorMedia { get; } = new("outdoorMedia");

    /// <summary>Penyebaran bahan atau barang sosialisasi.</summary>
    public static OutreachMethod MaterialDistribution { get; } = new("materialDistribution");

    /// <summary>Media kreatif.</summary>
    public static OutreachMethod CreativeMedia { get; } = new("creativeMedia");

    /// <summary>Bentuk tidak langsung lain.</summary>
    public static OutreachMethod OtherIndirect { get; } = new("otherIndirect");

    /// <summary>The direct methods (langsung), in official order; the last one comes from the older list.</summary>
    public static IReadOnlyList<OutreachMethod> Direct { get; } = [CitizenForum, Discussion, Seminar, Workshop, Training, Lecture, Simulation, TalkShow, LocalCulture, OtherDirect, SocialMobilization];

    /// <summary>The indirect methods (tidak langsung), in official order.</summary>
    public static IReadOnlyList<OutreachMethod> Indirect { get; } = [PrintMedia, BroadcastMedia, OnlineNewsMedia, OnlineChannels, SocialMedia, OutdoorMedia, MaterialDistribution, CreativeMedia, OtherIndirect];

    /// <summary>The words known here.</summary>
    public static IReadOnlyList<OutreachMethod> Known { get; } = [.. Direct, .. Indirect];

    /// <summary>The word as stored.</summary>
    public string Value => _value ?? "otherIndirect";

    /// <summary>Whether people meet: such an activity has sessions and attendance.</summary>
    public bool IsDirect => Direct.Contains(this);

    /// <inheritdoc/>
    public bool Equals(OutreachMethod other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>The word.</summary>
    /// <returns>The word as stored.</returns>
    public override string ToString() => Value;
}
