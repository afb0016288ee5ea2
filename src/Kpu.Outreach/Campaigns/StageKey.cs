namespace Kpu.Outreach.Campaigns;

/// <summary>The key of an election stage inside its calendar (tahapan).</summary>
/// <remarks>An open vocabulary: a word unknown here is kept as written. Words are compared without case; the default value is <c>voting</c>.</remarks>
public readonly record struct StageKey : IEquatable<StageKey>
{
    private readonly string? _value;

    /// <summary>Takes a word.</summary>
    /// <param name="value">The word as stored; not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty or white space.</exception>
    public StageKey(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>Perencanaan program dan anggaran.</summary>
    public static StageKey Planning { get; } = new("planning");

    /// <summary>Penyusunan peraturan.</summary>
    public static StageKey RuleMaking { get; } = new("ruleMaking");

    /// <summary>Pendaftaran dan verifikasi peserta.</summary>
    public static StageKey PartyRegistration { get; } = new("partyRegistration");

    /// <summary>Penetapan peserta.</summary>
    public static StageKey PartyDetermination { get; } = new("partyDetermination");

    /// <summary>Pemutakhiran data dan penyusunan daftar pemilih.</summary>
    public static StageKey VoterList { get; } = new("voterList");

    /// <summary>Penetapan jumlah kursi dan daerah pemilihan.</summary>
    public static StageKey Districting { get; } = new("districting");

    /// <summary>Pencalonan DPD.</summary>
    public static StageKey NominationDpd { get; } = new("nominationDpd");

    /// <summary>Pencalonan DPR dan DPRD.</summary>
    public static StageKey NominationLegislature { get; } = new("nominationLegislature");

    /// <summary>Pencalonan presiden dan wakil presiden.</summary>
    public static StageKey NominationPresident { get; } = new("nominationPresident");

    /// <summary>Masa kampanye.</summary>
    public static StageKey Campaign { get; } = new("campaign");

    /// <summary>Masa tenang.</summary>
    public static StageKey QuietPeriod { get; } = new("quietPeriod");

    /// <summary>Pemungutan suara.</summary>
    public static StageKey Voting { get; } = new("voting");

    /// <summary>Penghitungan suara.</summary>
    public static StageKey Counting { get; } = new("counting");

    /// <summary>Rekapitulasi hasil.</summary>
    public static StageKey Recapitulation { get; } = new("recapitulation");

    /// <summary>Penetapan hasil.</summary>
    public static StageKey ResultDetermination { get; } = new("resultDetermination");

    /// <summary>Pengucapan sumpah.</summary>
    public static StageKey OathTaking { get; } = new("oathTaking");

    /// <summary>Pengucapan sumpah anggota DPRD.</summary>
    public static StageKey OathTakingDprd { get; } = new("oathTakingDprd");

    /// <summary>Pengucapan sumpah anggota DPR dan DPD.</summary>
    public static StageKey OathTakingParliament { get; } = new("oathTakingParliament");

    /// <summary>Pengucapan sumpah presiden dan wakil presiden.</summary>
    public static StageKey OathTakingPresident { get; } = new("oathTakingPresident");

    /// <summary>Perencanaan penyelenggaraan dan jadwal.</summary>
    public static StageKey SchedulePlanning { get; } = new("schedulePlanning");

    /// <summary>Pendaftaran pemantau.</summary>
    public static StageKey MonitorRegistration { get; } = new("monitorRegistration");

    /// <summary>Pembentukan PPK, PPS dan KPPS.</summary>
    public static StageKey AdHocFormation { get; } = new("adHocFormation");

    /// <summary>Penyerahan DP4.</summary>
    public static StageKey PopulationData { get; } = new("populationData");

    /// <summary>Dukungan perseorangan.</summary>
    public static StageKey IndependentSupport { get; } = new("independentSupport");

    /// <summary>Pengumuman pendaftaran pasangan calon.</summary>
    public static StageKey CandidateAnnouncement { get; } = new("candidateAnnouncement");

    /// <summary>Pendaftaran pasangan calon.</summary>
    public static StageKey CandidateRegistration { get; } = new("candidateRegistration");

    /// <summary>Penelitian calon.</summary>
    public static StageKey CandidateVerification { get; } = new("candidateVerification");

    /// <summary>Penetapan pasangan calon.</summary>
    public static StageKey CandidateDetermination { get; } = new("candidateDetermination");

    /// <summary>The words known here, in official order.</summary>
    public static IReadOnlyList<StageKey> Known { get; } = [Planning, RuleMaking, PartyRegistration, PartyDetermination, VoterList, Districting, NominationDpd, NominationLegislature, NominationPresident, Campaign, QuietPeriod, Voting, Counting, Recapitulation, ResultDetermination, OathTaking, OathTakingDprd, OathTakingParliament, OathTakingPresident, SchedulePlanning, MonitorRegistration, AdHocFormation, PopulationData, IndependentSupport, CandidateAnnouncement, CandidateRegistration, CandidateVerification, CandidateDetermination];

    /// <summary>The word as stored.</summary>
    public string Value => _value ?? "voting";

    /// <inheritdoc/>
    public bool Equals(StageKey other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>The word.</summary>
    /// <returns>The word as stored.</returns>
    public override string ToString() => Value;
}
