using Kpu.Outreach;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace Architecture.Tests.Readme;

#pragma warning disable SA1300, CA1707, IDE1006 // Named as the pages name them.
/// <summary>What the pages take for granted: the reader's own container, options and names.</summary>
public static class Given
{
    public static IServiceCollection services { get; } = new ServiceCollection();

    public static OutreachOptions options { get; } = new();

    public static string ledger => "";

    public static string schedule => "";

    public static string connectionString => "";
}
#pragma warning restore SA1300, CA1707, IDE1006

/// <summary>The reader's channel.</summary>
public sealed class MyChannel : ChannelAdapter
{
    /// <inheritdoc/>
    public override ChannelDescriptor Descriptor => throw new NotSupportedException();
}

/// <summary>The reader's channel over HTTP.</summary>
public sealed class PapanChannel(IHttpClientFactory http) : ChannelAdapter
{
    /// <inheritdoc/>
    public override ChannelDescriptor Descriptor => throw new NotSupportedException(http.ToString());
}

/// <summary>The reader's ledger.</summary>
public static class BukuLedger
{
    /// <summary>Opens it.</summary>
    public static Task<IDeliveryLedger> OpenAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException(path);
}
