using System.Diagnostics.CodeAnalysis;
using Kpu.Outreach;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Hosting;
using Kpu.Outreach.Publishing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds outreach to a container.</summary>
public static class OutreachServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="OutreachClient"/>, the same class that <see cref="OutreachClient.Create"/> makes. Channels registered as <see cref="IChannelAdapter"/>, a registered
    /// <see cref="TimeProvider"/> and a registered <see cref="ICredentialStore"/> are taken up. Calling it again adds to the set-up of the same client.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Sets the client up.</param>
    /// <returns>The container.</returns>
    public static IServiceCollection AddOutreach(this IServiceCollection services, Action<OutreachOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddSingleton(new OutreachConfiguration(configure));
        services.TryAddSingleton(provider => OutreachClient.Create(options =>
        {
            options.Services = provider;
            options.Clock = provider.GetService<TimeProvider>();
            options.Credentials = provider.GetService<ICredentialStore>();
            foreach (var channel in provider.GetServices<IChannelAdapter>()) options.AddChannel(channel);
            foreach (var configuration in provider.GetServices<OutreachConfiguration>()) configuration.Configure(options);
        }));
        return services;
    }

    /// <summary>Adds a channel that the container makes, with what its constructor asks for. Adding it again changes nothing.</summary>
    /// <typeparam name="TChannel">The adapter.</typeparam>
    /// <param name="services">The container.</param>
    /// <returns>The container.</returns>
    public static IServiceCollection AddOutreachChannel<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TChannel>(this IServiceCollection services)
        where TChannel : class, IChannelAdapter
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChannelAdapter, TChannel>());
        return services;
    }

    /// <summary>Adds the worker that publishes what is due for as long as the host runs.</summary>
    /// <param name="services">The container, with <see cref="AddOutreach"/>.</param>
    /// <returns>The container.</returns>
    public static IServiceCollection AddOutreachWorker(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddHostedService<OutreachWorker>();
    }

    /// <summary>
    /// Adds the worker that publishes what is due for as long as the host runs, and follows a workspace: it is read, validated, planned and enqueued at the start and after every edit.
    /// What is broken is logged, and the health check is degraded until it is mended; the last good plan goes on meanwhile.
    /// </summary>
    /// <param name="services">The container, with <see cref="AddOutreach"/>.</param>
    /// <param name="workspace">The folder of the workspace.</param>
    /// <param name="following">How it is followed; null for the defaults.</param>
    /// <returns>The container.</returns>
    public static IServiceCollection AddOutreachWorker(this IServiceCollection services, string workspace, FollowOptions? following = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(workspace);
        services.AddSingleton(new FollowedWorkspace(workspace, following ?? new FollowOptions()));
        return services.AddHostedService<OutreachWorker>();
    }
}
