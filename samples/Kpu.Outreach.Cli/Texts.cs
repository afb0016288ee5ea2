using System.Globalization;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Cli;

/// <summary>What the command line says, in Indonesian and English, all in one place.</summary>
internal sealed partial class Texts(bool english)
{
    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(english ? "en" : "id");

    // Refusals and failures.
    public string ProgramFailed(string kind, string message) => Say(
        $"Program berhenti karena kesalahan yang tidak terduga ({kind}): {message} Yang sudah tercatat tetap aman; jalankan lagi perintah ini. Untuk rinciannya, isi OUTREACH_DEBUG=1.",
        $"The program stopped because of an unexpected error ({kind}): {message} What is recorded is safe; run the command again. For details set OUTREACH_DEBUG=1.");

    public string Interrupted => Say("Dihentikan. Yang sedang berjalan sudah dicatat; jalankan lagi untuk melanjutkan.", "Stopped. What was on its way is recorded; run it again to go on.");

    public string PluginsInWorkspace(string path) => Say(
        $"Daftar pengaya {path} ada di dalam ruang kerja. Siapa yang menyunting ruang kerja tidak boleh menentukan program apa yang berjalan: letakkan di tempat lain.",
        $"The list of plug-ins {path} lies in the workspace. Whoever edits a workspace may not say which code runs: keep it elsewhere.");

    public string PluginAllowed(string assembly, int files, string list) => Say(
        $"{assembly} dengan {files} berkas diizinkan di {list}.",
        $"{assembly} with {files} files is allowed in {list}.");

    public string RehearsalRefused(string path) => Say(
        $"{path} milik sebuah gladi dan tidak dipakai untuk publikasi sungguhan.",
        $"{path} belongs to a rehearsal and is not used for real publishing.");

    public string NoVariable(string name) => Say(
        $"Variabel lingkungan {name} kosong; isi dengan sambungan ke PostgreSQL.",
        $"The environment variable {name} is empty; set it to the connection to PostgreSQL.");

    public string RehearsalInDatabase => Say(
        "Gladi memakai ledgernya sendiri dalam berkas; hapus --ledger postgres:...",
        "A rehearsal has its own ledger in a file; leave out --ledger postgres:...");

    public string LedgerNotOfRehearsal(string path) => Say(
        $"Gladi memakai ledgernya sendiri: {path} berada di luar .outreach/rehearsal. Pakai memory:, atau hapus --ledger.",
        $"A rehearsal has its own ledger: {path} lies outside .outreach/rehearsal. Use memory:, or leave out --ledger.");

    public string MarkerSentence => Say(
        "Folder ini milik gladi (latihan). Isinya bukan publikasi sungguhan dan boleh dihapus.",
        "This folder belongs to a rehearsal. Nothing in it was really published; it may be deleted.");

    public string CampaignUnknown(string id, IEnumerable<string> known) => Say(
        $"Kampanye \"{id}\" tidak ada. Yang ada: {List(known)}.",
        $"There is no campaign \"{id}\". There are: {List(known)}.");

    public string AccountUnknown(string key, IEnumerable<string> known) => Say(
        $"Akun \"{key}\" tidak ada. Yang ada: {List(known)}.",
        $"There is no account \"{key}\". There are: {List(known)}.");

    public string NothingOfThat(string what) => Say($"Tidak ada \"{what}\" di ruang kerja atau ledger ini.", $"There is no \"{what}\" in this workspace or ledger.");

    public string NoLedger => Say("Belum ada yang dipublikasikan dari ruang kerja ini.", "Nothing was published from this workspace yet.");

    // Validation.
    public string MoreErrors(int count) => Say($"... dan {count} kesalahan lagi.", $"... and {count} more errors.");

    public string MoreWarnings(int count) => Say($"... dan {count} peringatan lagi (semuanya dengan --json).", $"... and {count} more warnings (all of them with --json).");

    public string Validated(int errors, int warnings) => errors > 0
        ? Say($"{errors} kesalahan, {warnings} peringatan. Perbaiki kesalahannya dulu.", $"{errors} errors, {warnings} warnings. Mend the errors first.")
        : warnings > 0
            ? Say($"Tidak ada kesalahan; {warnings} peringatan.", $"No errors; {warnings} warnings.")
            : Say("Tidak ada masalah.", "No problems.");

    public string WarningsBeside(int count) => Say($"{count} peringatan: lihat outreach validate.", $"{count} warnings: see outreach validate.");

    // Working.
    public string Reading => Say("Membaca dan memeriksa ruang kerja ...", "Reading and checking the workspace ...");

    public string Enqueuing => Say("Menyusun rencana ...", "Planning ...");

    public string Publishing => Say("Mempublikasikan ...", "Publishing ...");

    public string WorksUntilStopped => Say("Bekerja sampai dihentikan (Ctrl-C).", "Working until stopped (Ctrl-C).");

    public string RehearsalRunsThrough => Say("Gladi: jam maju sendiri sampai rencana selesai.", "Rehearsal: the clock runs on by itself until the plan ends.");

    public string Rehearsed(string now) => Say(
        $"Ini gladi: tidak ada yang benar-benar dipublikasikan. Jam gladi kini {now}.",
        $"This is a rehearsal: nothing was really published. Its clock now says {now}.");

    public string Did(int published, int revised, int retracted) => published + revised + retracted == 0
        ? Say("Tidak ada yang perlu dipublikasikan: semua yang jatuh waktu sudah terbit.", "Nothing to publish: everything due is public already.")
        : Say($"Terbit {published}, diperbarui {revised}, ditarik {retracted}.", $"{published} published, {revised} revised, {retracted} retracted.");

    public string Planned(int added, int replaced, int retimed, int revised, int cancelled) => Say(
        $"Rencana: {added} baru, {replaced} diganti, {retimed} digeser waktunya, {revised} akan diperbarui, {cancelled} dibatalkan.",
        $"Plan: {added} new, {replaced} replaced, {retimed} moved in time, {revised} to be revised, {cancelled} cancelled.");

    public string EditTaken(int added, int replaced, int retimed, int revised, int cancelled) => Say(
        $"Suntingan diambil: {added} baru, {replaced} diganti, {retimed} digeser waktunya, {revised} akan diperbarui, {cancelled} dibatalkan.",
        $"Edit taken up: {added} new, {replaced} replaced, {retimed} moved in time, {revised} to be revised, {cancelled} cancelled.");

    public string EditBroken => Say("Suntingan terakhir tidak diambil; rencana yang baik sebelumnya tetap berlaku.", "The last edit was not taken up; the last good plan goes on.");

    public string Ended(int rejected, int expired) => Say($"Tidak terbit: {rejected} ditolak kanal, {expired} lewat waktu.", $"Not published: {rejected} rejected by the channel, {expired} past their time.");

    public string NeedsPerson(int count) => Say($"{count} menunggu tindakan seseorang: lihat outreach status.", $"{count} need a person: see outreach status.");

    public string Emergencies(int count) => Say($"{count} kiriman memakai persetujuan darurat: orang kedua perlu memeriksanya (lihat outreach status).", $"{count} deliveries rest on an emergency approval: a second person should look at them (see outreach status).");

    public string EmergencyMark => Say("persetujuan darurat", "emergency approval");

    public string NextDue(string when) => Say($"Jatuh waktu berikutnya: {when}.", $"Next due: {when}.");

    public string WhereToLook => Say("Lihat hasilnya di:", "Look at it in:");

    public string AndMore(int count, string folder) => Say($"... dan {count} lagi di {folder}", $"... and {count} more in {folder}");

    public string WaitingLine(int count, WaitReason reason) => Say($"{count} menunggu {Name(reason)}", $"{count} waiting for {Name(reason)}");

    // What persons did.
    public string Approved(string id) => Say($"{id} disetujui. Berikutnya: outreach publish.", $"{id} is approved. Next: outreach publish.");

    public string ApprovedInEmergency(string id) => Say(
        $"{id} disetujui seorang diri dalam keadaan darurat. Orang kedua memeriksanya kemudian dengan: outreach approve WS {id}. Berikutnya: outreach publish.",
        $"{id} is approved by one person in an emergency. A second person looks at it afterwards with: outreach approve WS {id}. Next: outreach publish.");

    public string AllowedDuplicate(string id) => Say($"{id} boleh terbit walaupun mungkin ganda. Berikutnya: outreach publish.", $"{id} may go out although it is a likely duplicate. Next: outreach publish.");

    public string Held(long id) => Say($"Ditahan dengan nomor {id}. Lepaskan dengan: outreach release WS {id}.", $"Held with number {id}. Release with: outreach release WS {id}.");

    public string Released(long id) => Say($"Penahanan {id} dilepas.", $"Hold {id} is released.");

    public string Resolved(long id) => Say($"Kiriman {id} diputuskan.", $"Delivery {id} is settled.");

    public string Retracted(long id) => Say($"Publikasi {id} akan ditarik, atau yang belum terbit dibatalkan. Berikutnya: outreach publish.", $"Publication {id} will be taken back, or cancelled where it was not out. Next: outreach publish.");

    // The ledger itself.
    public string LookingThrough => Say("Memeriksa ledger ...", "Looking through the ledger ...");

    public string LookedThrough(long links, long entries, long deliveries) => Say(
        $"Diperiksa: {links} mata rantai jejak dengan {entries} entri, dan {deliveries} kiriman.",
        $"Looked at {links} links of the trail with {entries} entries, and at {deliveries} deliveries.");

    public string IsSound => Say("Ledger utuh.", "The ledger is sound.");

    public string IsDamaged(int count) => Say($"{count} kerusakan ditemukan.", $"{count} damages found.");

    public string ArchiveRead(long links, string folder) => Say($"{links} mata rantai pertama dibaca dari arsip {folder}.", $"The first {links} links were read from the archive {folder}.");

    public string ArchiveNotRead(long links, string folder, long passed) => Say(
        $"{links} mata rantai pertama sudah diarsipkan, tetapi arsip {folder} tidak ada; {passed} kiriman tidak dapat dibandingkan.",
        $"The first {links} links were archived, but the archive {folder} is not there; {passed} deliveries could not be compared.");

    public string Archiving => Say("Mengarsipkan jejak ...", "Archiving the trail ...");

    public string Archived(long links, string file) => Say(
        $"{links} mata rantai jejak dipindahkan ke {file}. Simpan bersama cadangan: isinya tidak ada di tempat lain.",
        $"{links} links of the trail were moved to {file}. Keep it with the backups: what it holds is nowhere else.");

    public string NothingToArchive => Say("Tidak ada jejak yang selama itu.", "No part of the trail is as old as that.");

    public string ErasedPersons(long count) => Say(
        $"{count} nama dihapus. Yang masih menjadi dasar kiriman atau penahanan tetap disimpan; cadangan menyimpan yang dimilikinya.",
        $"{count} names were erased. What a delivery or a hold still stands on is kept; backups keep what they have.");

    public string BackedUp(string path) => Say($"Cadangan ditulis di {path}.", $"The backup is written to {path}.");

    public string FileExists(string file) => Say($"{file} sudah ada dan tidak ditimpa. Pilih nama lain.", $"{file} exists already and is not overwritten. Choose another name.");

    public string FolderMissing(string file) => Say($"Folder untuk {file} tidak ada.", $"The folder for {file} does not exist.");

    public string FileMissing(string file) => Say($"{file} tidak ada atau kosong.", $"{file} does not exist or is empty.");

    public string LedgerMissing(string path) => Say($"Tidak ada ledger di {path}.", $"There is no ledger at {path}.");

    public string LedgerNotAFile => Say(
        "Hanya ledger dalam berkas (sqlite:LETAK) yang dicadangkan dan dipulihkan dengan perintah ini.",
        "Only a ledger in a file (sqlite:PATH) is backed up and restored with this command.");

    public string BackupIsDamaged(string file) => Say($"{file} bukan ledger yang utuh; tidak ada yang diganti.", $"{file} is no sound ledger; nothing was replaced.");

    public string Restored(string file, long deliveries) => Say($"Ledger dipulihkan dari {file} ({deliveries} kiriman).", $"The ledger is restored from {file} ({deliveries} deliveries).");

    public string Kept(string path) => Say($"Yang sebelumnya disimpan sebagai {path}.", $"The one before is kept as {path}.");

    public string HeldUntilAccepted => Say(
        "Ledger ini tidak menerbitkan apa pun sampai diterima: outreach ledger accept.",
        "It publishes nothing until it is accepted: outreach ledger accept.");

    public string NothingToAccept => Say("Ledger ini terbukti ledger yang terakhir; tidak ada yang perlu diterima.", "The ledger proves to be the latest one; there is nothing to accept.");

    public string Accepted(int inDoubt, int looked, int asked) => string.Join(' ', new[]
    {
        Say("Ledger diterima.", "The ledger is accepted."),
        inDoubt == 0 ? Say("Tidak ada kiriman yang diragukan.", "No delivery is in doubt.") : Say($"{inDoubt} kiriman mungkin sudah terbit dari ledger lain:", $"{inDoubt} deliveries may have been published from another ledger:"),
        inDoubt == 0 ? "" : Say($"{looked} dicari dahulu di kanalnya, {asked} menunggu seseorang memeriksanya (outreach resolve).", $"{looked} are looked for on their channel first, {asked} wait for a person to look (outreach resolve)."),
        Say("Demikian pula yang ditambahkan rencana berikutnya; yang aman diulang dikirim lagi tanpa terbit ganda.", "So is what the next plan adds; what is safe to repeat is sent again and does not appear twice."),
    }.Where(s => s.Length > 0));

    // Corrections.
    public string CorrectionOf(string id, int? version, int places) => (version, places) switch
    {
        (null, 0) => Say($"Tidak ada tempat yang menayangkan isi lama dari materi {id}.", $"No place shows an older text of the material {id}."),
        (null, _) => Say($"Materi {id}: {places} tempat menayangkan, atau pernah menayangkan, isi lamanya.", $"Material {id}: {places} places show, or showed, an older text of it."),
        ({ } v, 0) => Say($"Tidak ada tempat yang menayangkan versi fakta {id} sebelum versi {v}.", $"No place shows a version of the fact {id} before version {v}."),
        ({ } v, _) => Say($"Fakta {id}, versi {v}: {places} tempat menayangkan, atau pernah menayangkan, versi sebelumnya.", $"Fact {id}, version {v}: {places} places show, or showed, an older version."),
    };

    public string CorrectionEnds(int corrected, int open, int person) => Say(
        $"{corrected} tempat sudah dikoreksi, {open} dalam proses, {person} memerlukan seseorang.",
        $"{corrected} places corrected, {open} on their way, {person} need a person.");

    public string[] CorrectionHeads => english ? ["Publ.", "Progress", "Account", "Channel", "Material", "Where or what to do"] : ["Publ.", "Kemajuan", "Akun", "Kanal", "Materi", "Letak atau tindakan"];

    public string Progress(CorrectionPlace place) => (place.State, place.WaitsFor) switch
    {
        (CorrectionState.Corrected, _) => Say("sudah dikoreksi", "corrected"),
        (CorrectionState.OnItsWay, _) => Say("dalam proses", "on its way"),
        (CorrectionState.Waiting, null) => Say("akan dikoreksi", "to be corrected"),
        (CorrectionState.Waiting, { } reason) => $"{Name(DeliveryState.Waiting)} {NameAfterWaiting(reason)}",
        _ => Say("memerlukan seseorang", "needs a person"),
    };

    public string ToDo(CorrectionPlace place) => place.WaitsFor switch
    {
        WaitReason.Approval => Say($"Setujui: outreach approve WS {place.Delivery}.", $"Approve it: outreach approve WS {place.Delivery}."),
        WaitReason.Hold => Say("Lepaskan penahanannya: outreach release.", "Release its hold: outreach release."),
        { } reason => Say($"Menunggu {Name(reason)}: lihat outreach status.", $"Waiting for {Name(reason)}: see outreach status."),
        null => Say("Lihat outreach status.", "See outreach status."),
    };

    public string OneScope => Say("Pilih paling banyak satu: --delivery, --campaign, --office, atau --channel.", "Choose at most one: --delivery, --campaign, --office or --channel.");

    public string OneApproval => Say("Pilih salah satu: --emergency atau --duplicate.", "Choose one: --emergency or --duplicate.");

    public string OneResolution => Say("Pilih satu: --published REF atau --not-published.", "Choose one: --published REF or --not-published.");

    public string EvidenceUnreadable(string file) => Say($"Berkas bukti {file} tidak dapat dibaca.", $"The evidence file {file} cannot be read.");

    public string Evidence(string name, string hash) => Say($"bukti {name} sha256:{hash}", $"evidence {name} sha256:{hash}");

    public string MadeWorkspace(int count, string folder) => Say(
        $"{count} berkas ditulis di {folder}. Berikutnya: outreach validate {folder}, lalu outreach publish {folder}.",
        $"{count} files written in {folder}. Next: outreach validate {folder}, then outreach publish {folder}.");

    public string OfficeUnknown(string code) => Say($"Tidak ada kantor dengan kode {code}.", $"There is no office with the code {code}.");

    // Tables.
    public string Total(int count) => Say($"{count} kiriman.", $"{count} deliveries.");

    public string OnlyFirst(int shown, int count) => Say($"{shown} dari {count} ditampilkan; semuanya dengan --json, atau saring dengan --campaign dan --account.", $"{shown} of {count} shown; all of them with --json, or filter with --campaign and --account.");

    public string[] PlanHeads => english ? ["When", "Account", "Material", "Campaign", "Occurrence", "Why"] : ["Kapan", "Akun", "Materi", "Kampanye", "Kejadian", "Alasan"];

    public string[] StatusHeads => english ? ["No.", "State", "Due", "Account", "Part", "Material", "Where or why"] : ["No.", "Keadaan", "Waktu", "Akun", "Bagian", "Materi", "Letak atau sebab"];

    public string[] ChannelHeads => english ? ["Channel", "Name", "Placement", "Text", "Media", "Operations", "Effect"] : ["Kanal", "Nama", "Tempat", "Teks", "Media", "Tindakan", "Jaminan"];

    public string AsSoonAsPossible => Say("segera", "at once");

    public string Part(int part, int parts) => Say($"bagian {part} dari {parts}", $"part {part} of {parts}");

    public string AltText => Say("teks alternatif", "alternative text");

    public string NoLimit => Say("tanpa batas", "no limit");

    public string Unit(TextMeasure measure) => measure switch
    {
        TextMeasure.Graphemes => Say("huruf", "characters"),
        TextMeasure.WeightedUnits => Say("satuan X", "X units"),
        TextMeasure.Utf8Bytes => Say("bita", "bytes"),
        TextMeasure.SpeechSeconds => Say("detik bicara", "seconds of speech"),
        _ => Say("satuan UTF-16", "UTF-16 units"),
    };

    public string Images(int images, int videos) => images + videos == 0 ? "-" : Say($"{images} gambar, {videos} film", $"{images} pictures, {videos} films");

    public string Name(Operations operations) => string.Join(", ", Enum.GetValues<Operations>().Where(o => o != Operations.None && operations.HasFlag(o)).Select(o => o switch
    {
        Operations.Publish => Say("terbit", "publish"),
        Operations.Revise => Say("perbarui", "revise"),
        Operations.Retract => Say("tarik", "retract"),
        _ => Say("catatan", "annotate"),
    }));

    public string Name(EffectGuarantee guarantee) => guarantee.RepeatSafeFor == TimeSpan.MaxValue
        ? Say("aman diulang", "safe to repeat")
        : guarantee.FoundBy switch
        {
            EffectProof.None => Say("tidak dapat dibuktikan", "cannot be proven"),
            EffectProof.Person => Say("dilihat orang", "a person looks"),
            _ => Say("dapat dicari", "can be looked up"),
        };

    public string Name(Severity severity) => severity switch
    {
        Severity.Error => Say("kesalahan", "error"),
        Severity.Warning => Say("peringatan", "warning"),
        _ => Say("catatan", "note"),
    };

    public static string Word(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "information",
    };

    public string Name(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => Say("menunggu", "waiting"),
        DeliveryState.Preparing => Say("disiapkan", "preparing"),
        DeliveryState.InFlight => Say("sedang dikirim", "on its way"),
        DeliveryState.Accepted => Say("diterima kanal", "accepted by the channel"),
        DeliveryState.Uncertain => Say("belum pasti", "uncertain"),
        DeliveryState.Published => Say("terbit", "published"),
        DeliveryState.Rejected => Say("ditolak", "rejected"),
        DeliveryState.Expired => Say("lewat waktu", "expired"),
        _ => Say("dibatalkan", "cancelled"),
    };

    public string Name(WaitReason reason) => reason switch
    {
        WaitReason.Time => Say("waktunya", "its time"),
        WaitReason.Approval => Say("persetujuan", "approval"),
        WaitReason.Hold => Say("penahanan dilepas", "the release of a hold"),
        WaitReason.Fact => Say("fakta diverifikasi", "a fact to be verified"),
        WaitReason.QuietPeriod => Say("masa tenang berakhir", "the end of the quiet period"),
        WaitReason.Limit => Say("batas pemakaian pulih", "a limit to reset"),
        WaitReason.Credential => Say("kredensial diperbaiki", "a credential"),
        WaitReason.Retry => Say("percobaan berikutnya", "the next attempt"),
        WaitReason.Turn => Say("giliran", "its turn"),
        WaitReason.Preparation => Say("persiapan", "its preparation"),
        WaitReason.Predecessor => Say("kiriman sebelumnya", "the delivery before it"),
        WaitReason.Platform => Say("kanal selesai memproses", "the platform"),
        WaitReason.Proof => Say("bukti terbit", "proof of its effect"),
        WaitReason.Person => Say("keputusan seseorang", "a person's decision"),
        WaitReason.Consent => Say("persetujuan penerima", "the recipient's consent"),
        WaitReason.Stage => Say("tahapannya", "its stage"),
        _ => Say("keputusan tentang kemungkinan ganda", "a decision about a likely duplicate"),
    };

    /// <summary>What is waited for, right behind the word "waiting".</summary>
    public string NameAfterWaiting(WaitReason reason) => Say(Name(reason), $"for {Name(reason)}");

    /// <summary>A moment in a zone.</summary>
    public string Moment(DateTimeOffset instant, IndonesianZone zone)
    {
        if (!english) return IndonesianText.Moment(instant, zone);
        var local = zone.Show(instant);
        return $"{IndonesianText.Date(DateOnly.FromDateTime(local.DateTime), weekday: false, "en")}, {IndonesianText.Time(TimeOnly.FromDateTime(local.DateTime), "en")} {zone.Abbreviation}";
    }

    private string Say(string id, string en) => english ? en : id;

    private static string List(IEnumerable<string> known)
    {
        const int Most = 12;
        var names = known.Take(Most + 1).ToList();
        return names.Count == 0 ? "-" : string.Join(", ", names.Take(Most)) + (names.Count > Most ? ", ..." : "");
    }
}
