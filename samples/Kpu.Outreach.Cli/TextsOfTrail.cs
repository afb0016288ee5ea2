using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Cli;

/// <summary>What the trail tells.</summary>
internal sealed partial class Texts
{
    public string WasReplaced => Say("isinya diganti", "its content was replaced");

    public string WasRetimed => Say("waktunya digeser", "its moment was changed");

    public string WasRetracted => Say("diminta ditarik", "it was asked back");

    public string WasCorrected(string? id) => Say($"dikoreksi: {id}", $"corrected: {id}");

    public string CameLate => Say("jawaban kanal datang terlambat", "the channel's answer came late");

    public string StoryBegins(DeliveryStatus status) => Say(
        $"Kiriman {status.Delivery} (publikasi {status.Publication}): {Name(status.Operation)} \"{status.Title}\" ({status.Key.Material}) di {status.Key.Account} ({status.Channel}), kampanye {status.Key.Campaign}, kegiatan {status.Key.Occurrence}.",
        $"Delivery {status.Delivery} (publication {status.Publication}): {Name(status.Operation)} \"{status.Title}\" ({status.Key.Material}) on {status.Key.Account} ({status.Channel}), campaign {status.Key.Campaign}, activity {status.Key.Occurrence}.");

    public string TrailBegins(long first, string folder) => Say(
        $"Jejak di ledger mulai dari entri {first}; yang sebelumnya ada di arsip {folder}.",
        $"The trail in the ledger begins with entry {first}; what came before is in the archive {folder}.");

    public string StorySkips(int count) => Say($"[... {count} saat lain ...]", $"[... {count} more moments ...]");

    public string StoryEnds(DeliveryStatus status, string since, string? due) => (status.WaitsFor, due) switch
    {
        (null, _) => Say($"Sekarang: {Standing(status)}.", $"Now: {Standing(status)}."),
        ({ } reason, null) => Say($"Sekarang menunggu {Name(reason)}, sejak {since}.", $"Now it waits for {Name(reason)}, since {since}."),
        ({ } reason, { } moment) => Say($"Sekarang menunggu {Name(reason)}: {moment}.", $"Now it waits for {Name(reason)}: {moment}."),
    };

    /// <summary>How a delivery stands, in the words of what it was to do.</summary>
    public string Standing(DeliveryStatus status) => (status.State, status.Operation, status.PublicationState) switch
    {
        (DeliveryState.Published, Operations.Retract, _) => Say("sudah ditarik", "taken back"),
        (DeliveryState.Published, _, PublicationState.Withdrawn) => Say("terbit, kemudian ditarik", "published, later taken back"),
        (DeliveryState.Published, _, PublicationState.Gone) => Say("terbit, kemudian hilang dari kanal", "published, later gone from the channel"),
        (DeliveryState.Published, Operations.Annotate, _) => Say("diralat dengan catatan", "corrected by a note"),
        (DeliveryState.Published, Operations.Revise, _) => Say("sudah diperbarui", "revised"),
        (_, _, _) when status.WaitsFor is { } reason && status.State != DeliveryState.Waiting => $"{Name(status.State)}, {Name(DeliveryState.Waiting)} {NameAfterWaiting(reason)}",
        (_, _, _) when status.WaitsFor is { } reason => $"{Name(status.State)} {NameAfterWaiting(reason)}",
        _ => Name(status.State),
    };

    public string WasAdded(string? cause) => cause switch
    {
        "change" => Say("ditambahkan karena isinya berubah", "added because its content changed"),
        "retract" => Say("ditambahkan untuk menarik yang sudah terbit", "added to take back what is public"),
        "correct" => Say("ditambahkan untuk meralat yang sudah terbit", "added to correct what is public"),
        "reissue" => Say("ditambahkan untuk diterbitkan ulang", "added to be issued again"),
        _ => Say("ditambahkan oleh rencana", "added by the plan"),
    };

    public string WasApproved(string? kind) => kind switch
    {
        "plan" => Say("disetujui oleh rencana", "approved by the plan"),
        "rehearsal" => Say("disetujui oleh peran dalam gladi", "approved by the rehearsal's role"),
        "emergency" => Say("disetujui seorang diri dalam keadaan darurat", "approved by one person in an emergency"),
        "duplicate" => Say("dibiarkan terbit walaupun mungkin ganda", "let go out although it is a likely duplicate"),
        "call" => Say("disetujui oleh yang memanggil", "approved by the caller"),
        _ => Say("disetujui seseorang", "approved by a person"),
    };

    public string WasMoved(string to, string? cause)
    {
        var (state, reason) = to.Split(':') is [var s, var r] ? (s, r) : (to, null);
        var what = (ParseState(state), ParseReason(reason)) switch
        {
            (DeliveryState.Waiting, { } waits) => Say($"menunggu {Name(waits)}", $"waiting for {Name(waits)}"),
            (DeliveryState.InFlight, _) => Say("mulai dikirim", "sending began"),
            (DeliveryState.Published, _) => Say("terlaksana", "carried out"),
            ({ } known, _) => Name(known),
            _ => to,
        };
        return Because(cause) is { } why ? $"{what} ({why})" : what;
    }

    public string HadOutcome(string word, string? problem)
    {
        var what = word switch
        {
            "accepted" => Say("kanal menerima dan memproses", "the channel took it and works on it"),
            "deferred" => Say("kanal meminta menunggu", "the channel asks to wait"),
            "failed" => Say("percobaan gagal tanpa akibat", "the attempt failed without effect"),
            "rejected" => Say("kanal menolak", "the channel rejected it"),
            "unknown" => Say("tidak diketahui apakah terbit", "nobody knows whether it took effect"),
            "needsPerson" => Say("kanal memerlukan tindakan seseorang", "the channel needs a person"),
            "needsReconnect" or "staleCredential" => Say("kredensial tidak berlaku lagi", "the credential no longer works"),
            _ => word,
        };
        return problem is null ? what : $"{what} [{problem}]";
    }

    public string WasObserved(string word) => word switch
    {
        "live" => Say("terlihat terbit", "seen public"),
        "pending" => Say("terlihat masih diproses", "seen pending"),
        "absent" => Say("tidak ditemukan di kanal", "not found on the channel"),
        "failed" => Say("terlihat gagal di kanal", "seen failed on the channel"),
        "altered" => Say("terlihat berubah", "seen altered"),
        "gone" => Say("terlihat hilang", "seen gone"),
        _ => Say("belum dapat dipastikan di kanal", "the channel cannot tell yet"),
    };

    public string WasResolved(bool published) => published
        ? Say("seseorang memastikan sudah terbit", "a person confirmed that it is public")
        : Say("seseorang memastikan belum terbit", "a person confirmed that it is not public");

    private string? Because(string? cause) => cause switch
    {
        null or "outcome" or "claimed" or "gate" or "observed" or "look" => null,
        "plan" => Say("rencana", "plan"),
        "approved" => Say("setelah disetujui", "after approval"),
        "emergency" => Say("dengan persetujuan darurat", "on an emergency approval"),
        "held" => Say("ditahan", "held"),
        "released" => Say("penahanan dilepas", "hold released"),
        "resolved" => Say("diputuskan seseorang", "settled by a person"),
        "removed" => Say("tidak lagi ada di rencana", "no longer planned"),
        "done-otherwise" => Say("dikoreksi dengan cara lain", "corrected in another way"),
        "late" => Say("waktunya lewat", "its time passed"),
        "retract" => Say("ditarik", "taken back"),
        "again" => Say("akan dicoba lagi", "to be tried again"),
        "given-back" => Say("dikembalikan ke antrean", "given back"),
        "nothing-public" => Say("tidak ada yang terbit", "nothing was public"),
        _ => cause,
    };

    private static DeliveryState? ParseState(string word) => Enum.TryParse<DeliveryState>(word, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null;

    private static WaitReason? ParseReason(string? word) => Enum.TryParse<WaitReason>(word, ignoreCase: true, out var reason) && Enum.IsDefined(reason) ? reason : null;
}
