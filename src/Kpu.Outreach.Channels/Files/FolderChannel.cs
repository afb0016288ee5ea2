using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Files;

/// <summary>A live item with what the channel's lists need of it.</summary>
internal sealed record LiveItem<TView>(PublicationKey Key, DateTimeOffset PublishedAt, DateTimeOffset? UpdatedAt, TView View);

/// <summary>
/// A channel whose destination is a folder. It reads only what changed, keeps what lists need of the rest in the folder's manifest, and turns every foreseeable failure into an outcome.
/// </summary>
/// <typeparam name="TSettings">The channel's settings, read.</typeparam>
/// <typeparam name="TView">What the channel's lists need of an item.</typeparam>
internal abstract class FolderChannel<TSettings, TView>(FileStepObserver? observer) : ChannelAdapter, ISnapshotPublisher, IAccountProber
    where TSettings : class
    where TView : class
{
    protected const string FolderSetting = "folder";

    /// <summary>Changes whenever the same content would be written differently, so that older folders are written anew.</summary>
    protected abstract int Format { get; }

    /// <summary>How a view is stored.</summary>
    protected abstract JsonTypeInfo<TView> ViewType { get; }

    public virtual ValueTask<ProbeResult> ProbeAsync(Account account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var settings = new ChannelSettings(account, Descriptor);
        var read = ReadSettings(settings);
        return ValueTask.FromResult(new ProbeResult(settings.Problems.Count > 0 ? null : Profile(account, read), settings.Problems));
    }

    public async ValueTask<SnapshotResult> PublishAsync(SnapshotRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var settings = new ChannelSettings(request.Account, Descriptor);
        var read = ReadSettings(settings);
        if (settings.Problems is [var wrong, ..]) return Person(wrong);
        try
        {
            return await PublishAsync(request, read, cancellationToken).ConfigureAwait(false);
        }
        catch (FolderException e)
        {
            return e.Problem.Code is FolderProblems.FileFailed or FolderProblems.DiskFull or FolderProblems.FolderBusy or FolderProblems.LeaseLost or FolderProblems.MediaMissing
                ? new SnapshotResult(new Outcome.Failed { Problem = e.Problem, Scope = OutcomeScope.Account })
                : Person(e.Problem);
        }
    }

    /// <summary>Reads the settings; problems are noted there.</summary>
    protected abstract TSettings ReadSettings(ChannelSettings settings);

    /// <summary>The folder of the account.</summary>
    protected abstract string FolderOf(TSettings settings);

    /// <summary>The profile of an account.</summary>
    protected virtual AccountProfile Profile(Account account, TSettings settings) => new();

    /// <summary>The items that are shown, oldest first. Default: all.</summary>
    protected virtual IReadOnlyList<SnapshotItem> Select(TSettings settings, IReadOnlyList<SnapshotItem> items) => items;

    /// <summary>Writes the files of an item that is new or changed.</summary>
    protected abstract ValueTask<TView> WriteItemAsync(FolderSession<TSettings> session, SnapshotItem item, Rendition rendition, CancellationToken cancellationToken);

    /// <summary>Writes what stays of an item that was taken back. Default: nothing.</summary>
    protected virtual ValueTask WriteWithdrawnAsync(FolderSession<TSettings> session, SnapshotItem item, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Writes the pages and files that show all items, oldest first.</summary>
    protected abstract ValueTask WriteListsAsync(FolderSession<TSettings> session, IReadOnlyList<LiveItem<TView>> items, IReadOnlyList<SnapshotItem> withdrawn, CancellationToken cancellationToken);

    /// <summary>Where an item stands.</summary>
    protected abstract Receipt ReceiptOf(TSettings settings, PublicationKey key);

    /// <summary>Where the whole stands.</summary>
    protected abstract Receipt WholeOf(TSettings settings);

    private static SnapshotResult Person(Problem problem) =>
        new(new Outcome.NeedsPerson(problem.Code) { Problem = problem, Scope = OutcomeScope.Account });

    private async ValueTask<SnapshotResult> PublishAsync(SnapshotRequest request, TSettings settings, CancellationToken cancellationToken)
    {
        await EnsureOwnedAsync(request, cancellationToken).ConfigureAwait(false);
        var root = OutputFolder.Resolve(request.Context.OutputRoot, FolderOf(settings));
        using var transaction = await FolderTransaction.OpenAsync(root, Descriptor.Key.Value, request.Account.Key, observer, cancellationToken).ConfigureAwait(false);
        var session = new FolderSession<TSettings>(request, settings, transaction);
        var fingerprint = Fingerprint(request);
        var known = transaction.Previous?.Fingerprint == fingerprint
            ? transaction.Previous.Items.ToDictionary(i => i.Key, StringComparer.Ordinal)
            : [];

        var records = new List<ManifestItem>();
        var live = new List<LiveItem<TView>>();
        var refused = new Dictionary<PublicationKey, Problem>();
        foreach (var item in Select(settings, request.Items))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = Record(item, withdrawn: false);
            var view = Reuse(transaction, known, record);
            if (view is null)
            {
                var rendition = await request.ReadAsync(item, cancellationToken).ConfigureAwait(false);
                try
                {
                    view = await WriteItemAsync(session, item, rendition, cancellationToken).ConfigureAwait(false);
                }
                catch (ContentRefusedException e)
                {
                    // One item that will not do keeps back nobody else; what stood in its place stays.
                    refused[item.Key] = e.Problem;
                    session.TakeTouched();
                    if (!known.TryGetValue(record.Key, out var old) || (view = Reuse(transaction, known, old)) is null) continue;
                    record = old;
                }
            }
            else record = known[record.Key];

            records.Add(record with { Files = [.. record.Files.Union(session.TakeTouched(), StringComparer.Ordinal)], View = JsonSerializer.SerializeToElement(view, ViewType) });
            live.Add(new LiveItem<TView>(item.Key, item.PublishedAt, item.UpdatedAt, view));
        }

        foreach (var item in request.Withdrawn)
        {
            await WriteWithdrawnAsync(session, item, cancellationToken).ConfigureAwait(false);
            records.Add(Record(item, withdrawn: true) with { Files = session.TakeTouched() });
        }

        await WriteListsAsync(session, live, request.Withdrawn, cancellationToken).ConfigureAwait(false);
        await EnsureOwnedAsync(request, cancellationToken).ConfigureAwait(false);
        var manifest = new FolderManifest { Channel = Descriptor.Key.Value, Account = request.Account.Key, Fingerprint = fingerprint, Items = records };
        await transaction.CommitAsync(manifest, cancellationToken).ConfigureAwait(false);

        var receipts = request.Items.Where(i => i.Changed).ToDictionary(i => i.Key, i => ReceiptOf(settings, i.Key));
        return new SnapshotResult(new Outcome.Done(WholeOf(settings)), receipts, refused);
    }

    private TView? Reuse(FolderTransaction transaction, Dictionary<string, ManifestItem> known, ManifestItem wanted)
    {
        if (!known.TryGetValue(wanted.Key, out var old) || old.View is not { } view || old.Version != wanted.Version || old.Withdrawn
            || old.PublishedAt != wanted.PublishedAt || old.UpdatedAt != wanted.UpdatedAt || !old.Files.All(transaction.Stands)) return null;
        foreach (var file in old.Files) transaction.Keep(file);
        return view.Deserialize(ViewType);
    }

    private static ManifestItem Record(SnapshotItem item, bool withdrawn) => new()
    {
        Key = item.Key.ToString(),
        Version = item.Version.Hex,
        PublishedAt = item.PublishedAt,
        UpdatedAt = item.UpdatedAt,
        Withdrawn = withdrawn,
    };

    private static async ValueTask EnsureOwnedAsync(SnapshotRequest request, CancellationToken cancellationToken)
    {
        if (!await request.Context.StillOwned(cancellationToken).ConfigureAwait(false)) throw FolderException.Of(FolderProblems.LeaseLost);
    }

    private string Fingerprint(SnapshotRequest request)
    {
        using var hasher = new ContentHasher();
        hasher.Add(Format).Add(Descriptor.Key.Value).Add(request.Account.Key).Add(request.Account.DisplayName).Add(request.Account.Language);
        var office = request.Context.Office;
        hasher.Add(office.Code.Value).Add(office.Title).Add(office.Host).Add(office.Zone.Id).Add(request.Account.Settings.Count);
        foreach (var (name, value) in request.Account.Settings.OrderBy(s => s.Key, StringComparer.Ordinal)) hasher.Add(name).Add(value);
        return hasher.Finish().Hex;
    }
}

/// <summary>The channel will never take this content.</summary>
internal sealed class ContentRefusedException(Problem problem) : Exception(problem.Code)
{
    internal Problem Problem { get; } = problem;

    internal static ContentRefusedException Of(string code, PublicationKey key, params ReadOnlySpan<object> arguments) =>
        new(Problem.Error(code, Place.Unknown, [key.ToString(), .. arguments.ToArray().Select(a => Convert.ToString(a, CultureInfo.InvariantCulture) ?? "")]));
}
