using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Plugins;

/// <summary>Makes adapters: by their one public constructor, out of what the host gives.</summary>
internal static class ChannelActivator
{
    /// <summary>The classes of an assembly that are marked as channels, by name.</summary>
    [RequiresUnreferencedCode("Channels are found by reflection; trimming may have removed them.")]
    public static IReadOnlyList<Type> ChannelsOf(Assembly assembly) =>
        [.. assembly.GetTypes().Where(t => t.GetCustomAttribute<OutreachChannelAttribute>() is not null).OrderBy(t => t.FullName, StringComparer.Ordinal)];

    /// <summary>Makes an adapter.</summary>
    /// <exception cref="ChannelException">It cannot be made.</exception>
    public static IChannelAdapter Create([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type channel, IServiceProvider? services)
    {
        if (!typeof(IChannelAdapter).IsAssignableFrom(channel) || channel.IsAbstract || channel.ContainsGenericParameters || channel.GetConstructors() is not [var constructor])
            throw new ChannelException(Problem.Error(PluginProblems.DoesNotFit, Place.Unknown, channel.FullName ?? channel.Name, "IChannelAdapter"));
        var arguments = constructor.GetParameters().Select(p => ServiceFor(p, channel, services)).ToArray();
        return (IChannelAdapter)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static object? ServiceFor(ParameterInfo parameter, Type channel, IServiceProvider? services)
    {
        if (services?.GetService(parameter.ParameterType) is { } service) return service;
        if (parameter.HasDefaultValue) return parameter.DefaultValue;
        throw new ChannelException(Problem.Error(PluginProblems.ServiceMissing, Place.Unknown, channel.FullName ?? channel.Name, parameter.ParameterType.Name));
    }

    /// <summary>What of a channel's words cannot hold, so that the engine could not work with it; null when all does. The whole of it is the conformance kit's business.</summary>
    public static Problem? Check(IChannelAdapter adapter)
    {
        var channel = adapter.Descriptor;
        var single = adapter.GetRole<IPublisher>() is not null;
        var wrong = channel switch
        {
            null => "Descriptor is null",
            { ContractVersion: not ChannelDescriptor.CurrentContract } => $"ContractVersion is {channel.ContractVersion}",
            _ when !channel.Key.Value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') => "Key is not made of lower-case letters, digits and hyphens",
            { Placements: null or { Count: 0 } } => "Placements is empty",
            _ when channel.LongestCall <= TimeSpan.Zero => "LongestCall is not longer than zero",
            _ when single == adapter.GetRole<ISnapshotPublisher>() is not null => "exactly one of IPublisher and ISnapshotPublisher must be played",
            _ => null,
        };
        return wrong is null ? null : Problem.Error(PluginProblems.DescriptorWrong, Place.Unknown, channel?.Key.Value ?? adapter.GetType().Name, wrong);
    }
}

/// <summary>Carries the problem of a channel that cannot be made; never leaves the library.</summary>
internal sealed class ChannelException(Problem problem) : Exception(problem.ToString())
{
    public Problem Problem { get; } = problem;
}
