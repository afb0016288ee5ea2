namespace Kpu.Outreach.Publishing;

/// <summary>
/// Says for which version of the adapter contract an assembly of channels was written: <c>[assembly: OutreachContract(ChannelDescriptor.CurrentContract)]</c>.
/// A host reads it from the file before any code of the assembly runs, and refuses a version that it does not know.
/// </summary>
/// <param name="version">The version, as <see cref="ChannelDescriptor.CurrentContract"/> was when the assembly was compiled.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class OutreachContractAttribute(int version) : Attribute
{
    /// <summary>The version of the contract.</summary>
    public int Version { get; } = version;
}

/// <summary>
/// Marks an adapter as a channel that its assembly offers: a class that implements <see cref="IChannelAdapter"/> and has one public constructor, whose parameters are services that the
/// host has (such as <c>IHttpClientFactory</c>) or have a default. What is not marked is not found.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OutreachChannelAttribute : Attribute;
