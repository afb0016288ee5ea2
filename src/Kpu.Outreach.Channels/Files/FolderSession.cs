using System.Text;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Files;

/// <summary>One call on one folder: what is asked, the settings, and the files written so far.</summary>
internal sealed class FolderSession<TSettings>(SnapshotRequest request, TSettings settings, FolderTransaction transaction)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private List<string> _touched = [];

    internal TSettings Settings => settings;

    internal Account Account => request.Account;

    internal Office Office => request.Context.Office;

    internal IndonesianZone Zone => request.Context.Office.Zone;

    /// <summary>The name readers know the account by.</summary>
    internal string DisplayName => string.IsNullOrWhiteSpace(Account.DisplayName) ? Office.Title : Account.DisplayName;

    /// <summary>Wants a text file.</summary>
    internal ValueTask WriteAsync(string path, string text, CancellationToken cancellationToken) => WriteAsync(path, Utf8.GetBytes(text), cancellationToken);

    /// <summary>Wants a file.</summary>
    internal ValueTask WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        _touched.Add(path);
        return transaction.WriteAsync(path, content, cancellationToken);
    }

    /// <summary>Wants copies of media.</summary>
    internal async ValueTask<IReadOnlyList<MediaView>> CopyAsync(IEnumerable<RenditionMedia> media, CancellationToken cancellationToken)
    {
        var views = new List<MediaView>();
        foreach (var item in media)
        {
            var path = await CopyAsync(item.File, cancellationToken).ConfigureAwait(false);
            var captions = item.Captions is null ? null : await CopyAsync(item.Captions, cancellationToken).ConfigureAwait(false);
            views.Add(MediaView.Of(item, path, captions));
        }

        return views;
    }

    /// <summary>The files wanted since the last call of this method.</summary>
    internal IReadOnlyList<string> TakeTouched()
    {
        var touched = _touched.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        _touched = [];
        return touched;
    }

    private async ValueTask<string> CopyAsync(Media.MediaRef media, CancellationToken cancellationToken)
    {
        var path = MediaView.PathOf(media);
        _touched.Add(path);
        await transaction.CopyAsync(path, media, request.Context.Media, cancellationToken).ConfigureAwait(false);
        return path;
    }
}
