using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Planning;

/// <summary>The words of vocabularies as readers see them. A word unknown here is shown as stored.</summary>
internal static class VocabularyTitles
{
    private static readonly Dictionary<ContentKind, string> Kinds = new()
    {
        [ContentKind.ElectoralInformation] = "Informasi kepemiluan",
        [ContentKind.Education] = "Pendidikan pemilih",
        [ContentKind.ActivityNews] = "Berita kegiatan",
        [ContentKind.Clarification] = "Klarifikasi",
        [ContentKind.Greeting] = "Ucapan",
    };

    private static readonly Dictionary<Segment, string> Segments = new()
    {
        [Segment.GeneralPublic] = "Masyarakat umum",
        [Segment.Family] = "Basis keluarga",
        [Segment.FirstTimeVoters] = "Pemilih pemula",
        [Segment.YoungVoters] = "Pemilih muda",
        [Segment.Women] = "Pemilih perempuan",
        [Segment.PersonsWithDisabilities] = "Penyandang disabilitas",
        [Segment.SpecialNeeds] = "Berkebutuhan khusus",
        [Segment.Marginalized] = "Kaum marjinal",
        [Segment.Communities] = "Komunitas",
        [Segment.ReligiousGroups] = "Kelompok keagamaan",
        [Segment.Netizens] = "Warga internet",
        [Segment.DemocracyVolunteers] = "Relawan demokrasi",
        [Segment.Elderly] = "Lansia",
        [Segment.PreVoters] = "Pra-pemilih",
        [Segment.MassMedia] = "Media massa",
        [Segment.PoliticalParties] = "Partai politik",
        [Segment.Supervisors] = "Pengawas pemilu",
        [Segment.CivilSociety] = "Organisasi masyarakat sipil",
        [Segment.IndigenousCommunities] = "Masyarakat adat",
        [Segment.GovernmentAgencies] = "Instansi pemerintah",
    };

    internal static string Of(ContentKind kind) => Kinds.GetValueOrDefault(kind, kind.Value);

    internal static string Of(Segment segment) => Segments.GetValueOrDefault(segment, segment.Value);
}
