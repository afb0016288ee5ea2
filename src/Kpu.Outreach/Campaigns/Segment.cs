namespace Kpu.Outreach.Campaigns;

/// <summary>A segment of the audience (sasaran): the eleven official bases of voters and the wider audience of outreach (PKPU 10/2018; the technical guide of 2024).</summary>
/// <remarks>An open vocabulary: a word unknown here is kept as written. Words are compared without case; the default value is <c>generalPublic</c>.</remarks>
public readonly record struct Segment : IEquatable<Segment>
{
    private readonly string? _value;

    /// <summary>Takes a word.</summary>
    /// <param name="value">The word as stored; not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty or white space.</exception>
    public Segment(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>Masyarakat umum.</summary>
    public static Segment GeneralPublic { get; } = new("generalPublic");

    /// <summary>Basis keluarga.</summary>
    public static Segment Family { get; } = new("family");

    /// <summary>Pemilih pemula: first vote, 17 to 21.</summary>
    public static Segment FirstTimeVoters { get; } = new("firstTimeVoters");

    /// <summary>Pemilih muda: 22 to 30.</summary>
    public static Segment YoungVoters { get; } = new("youngVoters");

    /// <summary>Pemilih perempuan.</summary>
    public static Segment Women { get; } = new("women");

    /// <summary>Penyandang disabilitas.</summary>
    public static Segment PersonsWithDisabilities { get; } = new("personsWithDisabilities");

    /// <summary>Berkebutuhan khusus: prisoners, border and remote areas, hospitals, offshore and plantation workers.</summary>
    public static Segment SpecialNeeds { get; } = new("specialNeeds");

    /// <summary>Kaum marjinal.</summary>
    public static Segment Marginalized { get; } = new("marginalized");

    /// <summary>Komunitas.</summary>
    public static Segment Communities { get; } = new("communities");

    /// <summary>Keagamaan.</summary>
    public static Segment ReligiousGroups { get; } = new("religiousGroups");

    /// <summary>Warga internet.</summary>
    public static Segment Netizens { get; } = new("netizens");

    /// <summary>Relawan demokrasi.</summary>
    public static Segment DemocracyVolunteers { get; } = new("democracyVolunteers");

    /// <summary>Lansia; used in practice.</summary>
    public static Segment Elderly { get; } = new("elderly");

    /// <summary>Pra-pemilih: school children under 17; used in practice.</summary>
    public static Segment PreVoters { get; } = new("preVoters");

    /// <summary>Media massa.</summary>
    public static Segment MassMedia { get; } = new("massMedia");

    /// <summary>Partai politik.</summary>
    public static Segment PoliticalParties { get; } = new("politicalParties");

    /// <summary>Pengawas pemilu.</summary>
    public static Segment Supervisors { get; } = new("supervisors");

    /// <summary>Organisasi masyarakat sipil.</summary>
    public static Segment CivilSociety { get; } = new("civilSociety");

    /// <summary>Masyarakat adat.</summary>
    public static Segment IndigenousCommunities { get; } = new("indigenousCommunities");

    /// <summary>Instansi pemerintah.</summary>
    public static Segment GovernmentAgencies { get; } = new("governmentAgencies");

    /// <summary>The words known here, in official order.</summary>
    public static IReadOnlyList<Segment> Known { get; } = [GeneralPublic, Family, FirstTimeVoters, YoungVoters, Women, PersonsWithDisabilities, SpecialNeeds, Marginalized, Communities, ReligiousGroups, Netizens, DemocracyVolunteers, Elderly, PreVoters, MassMedia, PoliticalParties, Supervisors, CivilSociety, IndigenousCommunities, GovernmentAgencies];

    /// <summary>The word for people, in Indonesian; the stored word where it is unknown here.</summary>
    public string Title => Titles.Of.GetValueOrDefault(this, Value);

    /// <summary>The word as stored.</summary>
    public string Value => _value ?? "generalPublic";

    /// <inheritdoc/>
    public bool Equals(Segment other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>The word.</summary>
    /// <returns>The word as stored.</returns>
    public override string ToString() => Value;

    // Apart from the struct, so that the words above exist before their titles.
    private static class Titles
    {
        internal static readonly Dictionary<Segment, string> Of = new()
        {
            [GeneralPublic] = "Masyarakat umum",
            [Family] = "Basis keluarga",
            [FirstTimeVoters] = "Pemilih pemula",
            [YoungVoters] = "Pemilih muda",
            [Women] = "Pemilih perempuan",
            [PersonsWithDisabilities] = "Penyandang disabilitas",
            [SpecialNeeds] = "Berkebutuhan khusus",
            [Marginalized] = "Kaum marjinal",
            [Communities] = "Komunitas",
            [ReligiousGroups] = "Kelompok keagamaan",
            [Netizens] = "Warga internet",
            [DemocracyVolunteers] = "Relawan demokrasi",
            [Elderly] = "Lansia",
            [PreVoters] = "Pra-pemilih",
            [MassMedia] = "Media massa",
            [PoliticalParties] = "Partai politik",
            [Supervisors] = "Pengawas pemilu",
            [CivilSociety] = "Organisasi masyarakat sipil",
            [IndigenousCommunities] = "Masyarakat adat",
            [GovernmentAgencies] = "Instansi pemerintah",
        };
    }
}
