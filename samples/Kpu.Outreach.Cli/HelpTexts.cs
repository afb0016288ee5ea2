namespace Kpu.Outreach.Cli;

/// <summary>What help and usage errors say, in Indonesian and English.</summary>
internal sealed class HelpTexts(Texts texts)
{
    private readonly bool _english = texts.Culture.TwoLetterISOLanguageName == "en";

    public string Root => Say("Publikasi sosialisasi dan pendidikan pemilih KPU, dari ruang kerja sampai terbit.", "Publishes the outreach of KPU's offices, from a workspace to what is public.");

    public string Init => Say("Membuat ruang kerja baru yang sah.", "Makes a new valid workspace.");

    public string Validate => Say("Memeriksa ruang kerja dan menyebut semua masalahnya.", "Checks a workspace and names every problem.");

    public string Plan => Say("Menunjukkan apa yang akan terbit, di mana, kapan, dan mengapa.", "Shows what will be published, where, when and why.");

    public string Preview => Say("Menunjukkan teks dan media persis seperti akan dikirim.", "Shows texts and media just as they would be sent.");

    public string Publish => Say("Mempublikasikan semua yang jatuh waktu, lalu selesai.", "Publishes everything due, then ends.");

    public string Run => Say("Mempublikasikan terus sampai dihentikan, dan mengikuti suntingan ruang kerja.", "Goes on publishing until it is stopped, and follows edits of the workspace.");

    public string Status => Say("Menunjukkan keadaan setiap kiriman.", "Shows how every delivery stands.");

    public string Trail => Say("Menjelaskan apa yang terjadi pada setiap kiriman.", "Explains what happened to every delivery.");

    public string Approve => Say("Menyetujui yang menunggu persetujuan.", "Approves what waits for approval.");

    public string Hold => Say("Menahan yang belum terbit; tanpa pilihan: semuanya.", "Holds back what is not out; without a choice: everything.");

    public string Release => Say("Melepas sebuah penahanan.", "Releases a hold.");

    public string Resolve => Say("Memutuskan kiriman yang hanya dapat dipastikan oleh orang.", "Settles a delivery that only a person can settle.");

    public string Retract => Say("Menarik publikasi, atau membatalkan yang belum terbit.", "Takes a publication back, or cancels what is not out.");

    public string Correct => Say("Mengoreksi fakta atau materi di semua tempat terbitnya.", "Corrects a fact or material wherever it is public.");

    public string CorrectId => Say("Id fakta atau materi.", "The id of a fact or material.");

    public string LedgerItself => Say("Mencadangkan, memulihkan, memeriksa, menerima, dan merampingkan ledger.", "Backs up, restores, looks through, accepts and trims the ledger.");

    public string LedgerBackup => Say("Menyalin ledger, juga saat dipakai.", "Copies the ledger, also while it is in use.");

    public string LedgerRestore => Say("Mengganti ledger dengan cadangannya; yang lama disimpan.", "Puts a backup in the ledger's place; what was there is kept.");

    public string LedgerVerify => Say("Memeriksa seluruh ledger dan jejaknya.", "Looks through the whole ledger and its trail.");

    public string LedgerAccept => Say("Menerima ledger yang disalin, dipindahkan, atau dipulihkan.", "Accepts a ledger that was copied, moved or restored.");

    public string LedgerArchive => Say("Memindahkan jejak lama ke folder .outreach/archive.", "Moves the old part of the trail to the folder .outreach/archive.");

    public string LedgerErase => Say("Menghapus nama orang dan kata-katanya yang lama.", "Erases old names and words of persons.");

    public string Before => Say("Hanya yang lebih lama dari saat itu, seperti 2024-01-01T00:00+07:00.", "Only what is older than that moment, such as 2024-01-01T00:00+07:00.");

    public string BackupFile => Say("Berkas cadangan yang baru.", "The new backup file.");

    public string RestoreFile => Say("Berkas cadangan.", "The backup file.");

    public string Channels => Say("Menunjukkan kanal yang terpasang.", "Shows the installed channels.");

    public string Workspace => Say("Folder ruang kerja.", "The workspace's folder.");

    public string NewFolder => Say("Folder untuk ruang kerja baru.", "The folder of the new workspace.");

    public string NewOffice => Say("Kode wilayah kantor, seperti 35.72. Bawaan: KPU RI.", "The office's region code, such as 35.72. Default: KPU RI.");

    public string Campaign => Say("Hanya kampanye ini.", "This campaign only.");

    public string Account => Say("Hanya akun ini.", "This account only.");

    public string Ledger => Say("Letak ledger. Bawaan: di folder .outreach ruang kerja.", "Where the ledger is. Default: the workspace's folder .outreach.");

    public string Rehearse => Say("Gladi mulai saat ini, seperti 2024-02-01T08:00+07:00.", "A rehearsal that starts then, such as 2024-02-01T08:00+07:00.");

    public string For => Say("Berapa lama menunggu yang segera jatuh waktu: 30s, 10m, PT10M. Bawaan: 10m.", "How long to wait for what is due soon: 30s, 10m, PT10M. Default: 10m.");

    public string Plugins => Say("Daftar pengaya yang diizinkan; tidak pernah di dalam ruang kerja.", "The list of plug-ins that are allowed; never inside the workspace.");

    public string ChannelsAllow => Say("Mengizinkan pengaya di sebuah folder, persis seperti isinya sekarang.", "Allows the plug-in in a folder, just as it is now.");

    public string PluginFolder => Say("Folder pengaya (hasil dotnet publish).", "The plug-in's folder (made by dotnet publish).");

    public string PluginAssembly => Say("Berkas .dll yang berisi kanal, bila ada lebih dari satu.", "The .dll with the channels, where there are several.");

    public string Until => Say("Sampai saat ini; tanpa ini sampai dilepas.", "Until then; without it until released.");

    public string Language => Say("Bahasa: id atau en.", "The language: id or en.");

    public string Json => Say("Satu dokumen JSON di keluaran standar.", "One JSON document on standard output.");

    public string By => Say("Siapa yang melakukannya.", "Who does it.");

    public string Why => Say("Alasannya.", "Why.");

    public string ApproveId => Say("Nomor kiriman, 8 digit pertama atau lebih dari hash, atau kampanye.", "A delivery's number, the first 8 or more digits of a hash, or a campaign.");

    public string ApproveEmergency => Say("Darurat: satu orang menyetujui yang seharusnya dua; alasan (--why) wajib.", "An emergency: one person approves what two should; the reason (--why) is required.");

    public string ApproveDuplicate => Say("Membiarkan terbit yang menunggu karena mungkin ganda.", "Lets go out what waits as a likely duplicate.");

    public string HoldDelivery => Say("Nomor kiriman.", "A delivery's number.");

    public string HoldCampaign => Say("Kampanye.", "A campaign.");

    public string HoldOffice => Say("Kode kantor; dengan semua di bawahnya.", "An office's code; with all below it.");

    public string HoldChannel => Say("Kanal.", "A channel.");

    public string ReleaseHold => Say("Nomor penahanan.", "The hold's number.");

    public string RetractPublication => Say("Nomor publikasi.", "The publication's number.");

    public string ResolveId => Say("Nomor kiriman.", "The delivery's number.");

    public string ResolvePart => Say("Bagian, dari 1.", "The part, from 1.");

    public string ResolvePublished => Say("Sudah terbit di sini: alamat atau nama dari kanal.", "It is published here: the address or the channel's name for it.");

    public string ResolveNotPublished => Say("Belum terbit dan boleh dikirim lagi.", "It is not published and may be sent again.");

    public string ResolveEvidence => Say("Berkas bukti; hash-nya dicatat.", "A file that proves it; its hash is recorded.");

    public string Help => Say("Menunjukkan bantuan ini.", "Shows this help.");

    public string Version => Say("Menunjukkan versi.", "Shows the version.");

    public string UsageTitle => Say("Cara pakai", "Usage");

    public string CommandsTitle => Say("Perintah", "Commands");

    public string ArgumentsTitle => Say("Isian", "Arguments");

    public string OptionsTitle => Say("Pilihan", "Options");

    public string SeeHelp(string command) => Say($"Bantuan: {command} --help", $"Help: {command} --help");

    public string NotAnInstant(string text) => Say($"\"{text}\" bukan saat dengan selisih waktu, seperti 2024-02-01T08:00+07:00.", $"\"{text}\" is not an instant with its offset, such as 2024-02-01T08:00+07:00.");

    public string NotADuration(string text) => Say($"\"{text}\" bukan lama waktu, seperti 30s, 10m, 2h, atau PT10M.", $"\"{text}\" is not a duration, such as 30s, 10m, 2h or PT10M.");

    public string NotALedger(string text) => Say($"\"{text}\" bukan letak ledger: tulis sqlite:LETAK, postgres:env:NAMA (nama variabel lingkungan), atau memory:.", $"\"{text}\" is not a ledger: write sqlite:PATH, postgres:env:NAME (the name of an environment variable), or memory:.");

    public string NotALanguage(string text) => Say($"Bahasa \"{text}\" tidak ada: pilih id atau en.", $"There is no language \"{text}\": choose id or en.");

    public string NotANumber(string text) => Say($"\"{text}\" bukan nomor.", $"\"{text}\" is not a number.");

    public string NoName => Say("--by tidak boleh kosong.", "--by may not be empty.");

    public string Unknown(string word) => Say($"\"{word}\" tidak dikenal di sini.", $"\"{word}\" is not known here.");

    public string Missing(string what) => Say($"{what} belum diisi.", $"{what} is missing.");

    public string NoCommand => Say("Sebutkan perintahnya.", "Name a command.");

    public string NeedsValue(string option) => Say($"{option} memerlukan satu nilai.", $"{option} needs one value.");

    private string Say(string id, string en) => _english ? en : id;
}
