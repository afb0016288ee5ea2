namespace Kpu.Outreach.Campaigns;

/// <summary>The calendars of past elections, shipped as data. Calendars of elections to come are a workspace's own: their regulations are not out yet.</summary>
/// <remarks>Immutable and thread-safe. Every date is local, both ends of a stage inclusive.</remarks>
public static class ElectionCalendars
{
    private const string Pemilu = "Peraturan KPU Nomor 3 Tahun 2022";
    private const string Pilkada = "Peraturan KPU Nomor 2 Tahun 2024";

    /// <summary>The general election of 14 February 2024 (PKPU 3/2022), key <c>pemilu-2024</c>. The second presidential round, which did not take place, is left out.</summary>
    public static ElectionCalendar Pemilu2024 { get; } = new()
    {
        Key = "pemilu-2024",
        Title = "Pemilu 2024",
        Kind = ElectionKind.GeneralElection,
        Source = Pemilu,
        Stages =
        [
            Stage(StageKey.Planning, "Perencanaan program dan anggaran", Day(2022, 6, 14), Day(2024, 6, 14), Pemilu),
            Stage(StageKey.RuleMaking, "Penyusunan Peraturan KPU", Day(2022, 6, 14), Day(2023, 12, 14), Pemilu),
            Stage(StageKey.PartyRegistration, "Pendaftaran dan verifikasi peserta Pemilu", Day(2022, 7, 29), Day(2022, 12, 13), Pemilu),
            Stage(StageKey.PartyDetermination, "Penetapan peserta Pemilu", Day(2022, 12, 14), Day(2022, 12, 14), Pemilu),
            Stage(StageKey.VoterList, "Pemutakhiran data pemilih dan penyusunan daftar pemilih", Day(2022, 10, 14), Day(2023, 6, 21), Pemilu),
            Stage(StageKey.Districting, "Penetapan jumlah kursi dan daerah pemilihan", Day(2022, 10, 14), Day(2023, 2, 9), Pemilu),
            Stage(StageKey.NominationDpd, "Pencalonan anggota DPD", Day(2022, 12, 6), Day(2023, 11, 25), Pemilu),
            Stage(StageKey.NominationLegislature, "Pencalonan anggota DPR dan DPRD", Day(2023, 4, 24), Day(2023, 11, 25), Pemilu),
            Stage(StageKey.NominationPresident, "Pencalonan presiden dan wakil presiden", Day(2023, 10, 19), Day(2023, 11, 25), Pemilu),
            Stage(StageKey.Campaign, "Masa kampanye Pemilu", Day(2023, 11, 28), Day(2024, 2, 10), Pemilu),
            Stage(StageKey.QuietPeriod, "Masa tenang", Day(2024, 2, 11), Day(2024, 2, 13), Pemilu),
            Stage(StageKey.Voting, "Pemungutan suara", Day(2024, 2, 14), Day(2024, 2, 14), Pemilu),
            Stage(StageKey.Counting, "Penghitungan suara", Day(2024, 2, 14), Day(2024, 2, 15), Pemilu),
            Stage(StageKey.Recapitulation, "Rekapitulasi hasil penghitungan suara", Day(2024, 2, 15), Day(2024, 3, 20), Pemilu),
            Relative(StageKey.ResultDetermination, "Penetapan hasil Pemilu", "Paling lambat 3 hari setelah pemberitahuan atau putusan Mahkamah Konstitusi", Pemilu),
            Relative(StageKey.OathTakingDprd, "Pengucapan sumpah anggota DPRD kabupaten/kota dan DPRD provinsi", "Pada akhir masa jabatan anggota DPRD masing-masing", Pemilu),
            Stage(StageKey.OathTakingParliament, "Pengucapan sumpah anggota DPR dan DPD", Day(2024, 10, 1), Day(2024, 10, 1), Pemilu),
            Stage(StageKey.OathTakingPresident, "Pengucapan sumpah presiden dan wakil presiden", Day(2024, 10, 20), Day(2024, 10, 20), Pemilu),
        ],
    };

    /// <summary>The election of heads of regions of 27 November 2024 (PKPU 2/2024), key <c>pilkada-2024</c>: 37 provinces, 415 regencies and 93 cities.</summary>
    public static ElectionCalendar Pilkada2024 { get; } = new()
    {
        Key = "pilkada-2024",
        Title = "Pilkada 2024",
        Kind = ElectionKind.RegionalElection,
        Source = Pilkada,
        Stages =
        [
            Stage(StageKey.Planning, "Perencanaan program dan anggaran", null, Day(2024, 1, 26), Pilkada),
            Stage(StageKey.RuleMaking, "Penyusunan peraturan penyelenggaraan Pemilihan", null, Day(2024, 11, 18), Pilkada),
            Stage(StageKey.SchedulePlanning, "Perencanaan penyelenggaraan dan jadwal", null, Day(2024, 11, 18), Pilkada),
            Stage(StageKey.MonitorRegistration, "Pendaftaran pemantau Pemilihan", Day(2024, 2, 27), Day(2024, 11, 16), Pilkada),
            Stage(StageKey.AdHocFormation, "Pembentukan PPK, PPS, dan KPPS", Day(2024, 4, 17), Day(2024, 11, 5), Pilkada),
            Stage(StageKey.PopulationData, "Penyerahan DP4", Day(2024, 4, 24), Day(2024, 5, 31), Pilkada),
            Stage(StageKey.VoterList, "Pemutakhiran dan penyusunan daftar pemilih", Day(2024, 5, 31), Day(2024, 9, 23), Pilkada),
            Stage(StageKey.IndependentSupport, "Pemenuhan dukungan pasangan calon perseorangan", Day(2024, 5, 5), Day(2024, 8, 19), Pilkada),
            Stage(StageKey.CandidateAnnouncement, "Pengumuman pendaftaran pasangan calon", Day(2024, 8, 24), Day(2024, 8, 26), Pilkada),
            Stage(StageKey.CandidateRegistration, "Pendaftaran pasangan calon", Day(2024, 8, 27), Day(2024, 8, 29), Pilkada),
            Stage(StageKey.CandidateVerification, "Penelitian pasangan calon", Day(2024, 8, 27), Day(2024, 9, 21), Pilkada),
            Stage(StageKey.CandidateDetermination, "Penetapan pasangan calon", Day(2024, 9, 22), Day(2024, 9, 22), Pilkada),
            Stage(StageKey.Campaign, "Pelaksanaan kampanye", Day(2024, 9, 25), Day(2024, 11, 23), Pilkada),
            Stage(StageKey.QuietPeriod, "Masa tenang", Day(2024, 11, 24), Day(2024, 11, 26), Pilkada + " (dihitung: hari di antara kampanye dan pemungutan suara)"),
            Stage(StageKey.Voting, "Pemungutan suara", Day(2024, 11, 27), Day(2024, 11, 27), Pilkada),
            Stage(StageKey.Counting, "Penghitungan suara dan rekapitulasi hasil", Day(2024, 11, 27), Day(2024, 12, 16), Pilkada),
            Relative(StageKey.ResultDetermination, "Penetapan calon terpilih", "Setelah pemberitahuan Mahkamah Konstitusi", Pilkada),
        ],
    };

    /// <summary>All shipped calendars, oldest first.</summary>
    public static IReadOnlyList<ElectionCalendar> All { get; } = [Pemilu2024, Pilkada2024];

    /// <summary>The shipped calendar with a key, ignoring case.</summary>
    /// <param name="key">The key, such as <c>pemilu-2024</c>.</param>
    /// <returns>The calendar, or null.</returns>
    public static ElectionCalendar? Find(string key) => All.FirstOrDefault(c => string.Equals(c.Key, key, StringComparison.OrdinalIgnoreCase));

    private static DateOnly Day(int year, int month, int day) => new(year, month, day);

    private static ElectionStage Stage(StageKey key, string title, DateOnly? start, DateOnly end, string source) =>
        new() { Key = key, Title = title, Start = start, End = end, Source = source };

    private static ElectionStage Relative(StageKey key, string title, string relativeTo, string source) =>
        new() { Key = key, Title = title, RelativeTo = relativeTo, Source = source };
}
