namespace Kpu.Outreach.Publishing;

/// <summary>Ends adapters that can be disposed, in the way they prefer.</summary>
internal static class ChannelDisposal
{
    public static async ValueTask EndAsync(this IChannelAdapter channel)
    {
        if (channel is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync().ConfigureAwait(false);
        else (channel as IDisposable)?.Dispose();
    }
}
