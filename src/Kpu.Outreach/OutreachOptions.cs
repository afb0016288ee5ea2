using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Media;
using Kpu.Outreach.Plugins;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Polly;
using Polly.Registry;
using Outcome = Kpu.Outreach.Publishing.Outcome;

namespace Kpu.Outreach;

/// <summary>How an <see cref="OutreachClient"/> is set up. Not thread-safe; read once when the client is made.</summary>
public sealed class OutreachOptions
{
    /// <summary>How many calls may be on their way at once by default: 16.</summary>
    public const int DefaultInFlight = 16;

    /// <summary>How long calls on their way are awaited after a stop by default: 1 minute.</summary>
    public static readonly TimeSpan DefaultDrain = TimeSpan.FromMinutes(1);

    /// <summary>How many attempts that cost one a part has by default: 5.</summary>
    public const int DefaultAttempts = 5;

    /// <summary>How long a run waits for what is due soon by default: 10 minutes.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(10);

    private readonly Dictionary<ChannelKey, IChannelAdapter> _channels = [];
    private readonly List<Account> _accounts = [];
    private readonly Dictionary<ChannelKey, string> _pipelines = [];

    /// <summary>The channels that were added, in no order.</summary>
    public IReadOnlyCollection<IChannelAdapter> Channels => _channels.Values;

    /// <summary>The accounts that were added, in order.</summary>
    public IReadOnlyList<Account> Accounts => _accounts;

    /// <summary>The folder that relative paths of settings mean.</summary>
    /// <value>Default: the current folder.</value>
    public string OutputRoot { get; set; } = ".";

    /// <summary>Where media are found.</summary>
    /// <value>Default: <see cref="OutputRoot"/>.</value>
    public IMediaLibrary? Media { get; set; }

    /// <summary>Where the credentials are kept that accounts refer to.</summary>
    /// <value>Default: null, <c>env:</c> and <c>file:</c> alone; a relative path means <see cref="OutputRoot"/>. With <c>AddOutreach</c>: the registered store.</value>
    public ICredentialStore? Credentials { get; set; }

    /// <summary>The clock.</summary>
    /// <value>Default: the machine's. In a rehearsal it is replaced by a virtual one.</value>
    public TimeProvider? Clock { get; set; }

    /// <summary>The offices.</summary>
    /// <value>Default: the 553 that ship with the library.</value>
    public OfficeDirectory Offices { get; set; } = OfficeDirectory.Default;

    /// <summary>How many calls may be on their way at once, at least 1.</summary>
    /// <value>Default: <see cref="DefaultInFlight"/>.</value>
    public int InFlightAtMost { get; set; } = DefaultInFlight;

    /// <summary>How many attempts that cost one a part has before a person is asked, at least 1.</summary>
    /// <value>Default: <see cref="DefaultAttempts"/>.</value>
    public int AttemptsAtMost { get; set; } = DefaultAttempts;

    /// <summary>How long a claim belongs to a worker before another one may take it up; renewed while the call goes on. Never less than twice a channel's longest call.</summary>
    /// <value>Default: null, twice the channel's longest call and 10 seconds.</value>
    public TimeSpan? Lease { get; set; }

    /// <summary>How long calls on their way are awaited after a stop; then they are ended, and what they did is unknown.</summary>
    /// <value>Default: <see cref="DefaultDrain"/>.</value>
    public TimeSpan Drain { get; set; } = DefaultDrain;

    /// <summary>The rehearsal; null for real publishing.</summary>
    /// <value>Default: null.</value>
    public RehearsalSettings? Rehearsal { get; set; }

    /// <summary>
    /// Adds to the pipeline that guards the calls of a channel, by its key: the one place where Polly shows. What repeats calls, as a retry or hedging does, is refused when it wants to:
    /// the call is made once and its outcome carries the problem <c>pipeline-repeats</c>.
    /// </summary>
    /// <value>Default: null, a timeout at the channel's longest call inside a breaker.</value>
    public Action<ChannelKey, ResiliencePipelineBuilder<Outcome>>? ConfigurePipeline { get; set; }

    /// <summary>What channels may ask for in their constructors, such as <c>IHttpClientFactory</c>; set it before channels are added. Pipelines that are named are found here too.</summary>
    /// <value>Default: null, nothing. With <c>AddOutreach</c>: the container.</value>
    public IServiceProvider? Services { get; set; }

    internal Func<CancellationToken, ValueTask<IDeliveryLedger>>? LedgerFactory { get; private set; }

    /// <summary>The pipelines that were named, found in the container.</summary>
    internal IReadOnlyDictionary<ChannelKey, ResiliencePipeline<Outcome>> NamedPipelines()
    {
        var provider = (ResiliencePipelineProvider<string>?)Services?.GetService(typeof(ResiliencePipelineProvider<string>));
        return _pipelines.ToDictionary(p => p.Key, p => provider is not null && provider.TryGetPipeline<Outcome>(p.Value, out var pipeline)
            ? pipeline
            : throw new InvalidOperationException($"The container names no pipeline \"{p.Value}\" for the channel \"{p.Key}\": register it with AddResiliencePipeline<string, Outcome>(\"{p.Value}\", ...)."));
    }

    /// <summary>Adds a channel; a second one with the same key takes the place of the first.</summary>
    /// <param name="adapter">The adapter.</param>
    /// <returns>These options.</returns>
    public OutreachOptions AddChannel(IChannelAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        _channels[adapter.Descriptor.Key] = adapter;
        return this;
    }

    /// <summary>Makes a channel and adds it; one with the same key that is already there stays. Its constructor gets what <see cref="Services"/> has. The client disposes it.</summary>
    /// <typeparam name="TChannel">The adapter: a class with one public constructor.</typeparam>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidOperationException">The class does not fit, or asks for a service that there is not.</exception>
    public OutreachOptions AddChannel<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TChannel>()
        where TChannel : class, IChannelAdapter => Make(typeof(TChannel));

    /// <summary>
    /// Makes every channel of an assembly that is marked with <see cref="OutreachChannelAttribute"/>, and adds it; one with the same key that is already there stays. The client disposes them.
    /// </summary>
    /// <param name="assembly">The assembly; it names its contract with <see cref="OutreachContractAttribute"/>.</param>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidOperationException">The assembly was written for another contract, or a class does not fit or asks for a service that there is not.</exception>
    [RequiresUnreferencedCode("Channels are found by reflection; trimming may have removed them.")]
    public OutreachOptions AddChannelsFrom(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var contract = assembly.GetCustomAttribute<OutreachContractAttribute>()?.Version;
        if (contract != ChannelDescriptor.CurrentContract)
        {
            throw new InvalidOperationException(contract is null
                ? $"{assembly.GetName().Name} does not say for which contract its channels were written: add [assembly: OutreachContract(ChannelDescriptor.CurrentContract)]."
                : $"{assembly.GetName().Name} was written for version {contract} of the contract; this library has version {ChannelDescriptor.CurrentContract}.");
        }

        foreach (var channel in ChannelActivator.ChannelsOf(assembly)) Make(channel);
        return this;
    }

    /// <summary>Adds the channels of plug-ins; one with the same key that is already there stays. The client disposes the channels, and whoever loaded the plug-ins unloads them after it.</summary>
    /// <param name="plugins">The plug-ins.</param>
    /// <returns>These options.</returns>
    public OutreachOptions AddPlugins(PluginSet plugins)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        foreach (var channel in plugins.HandOver()) _channels.TryAdd(channel.Descriptor.Key, channel);
        return this;
    }

    /// <summary>
    /// Guards the calls of a channel by a pipeline that the container names, in the place of the breaker. Register it with <c>AddResiliencePipeline&lt;string, Outcome&gt;(name, ...)</c> of
    /// Polly.Extensions. The timeout at the channel's longest call stays, and what repeats calls is refused as in <see cref="ConfigurePipeline"/>. Naming another takes the place of the first.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="name">The pipeline's name; one that the container does not have is refused when the client is made.</param>
    /// <returns>These options.</returns>
    public OutreachOptions UsePipeline(ChannelKey channel, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _pipelines[channel] = name;
        return this;
    }

    /// <summary>Adds an account; a second one with the same key takes the place of the first.</summary>
    /// <param name="account">The account.</param>
    /// <returns>These options.</returns>
    public OutreachOptions AddAccount(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        _accounts.RemoveAll(a => a.Key == account.Key);
        _accounts.Add(account);
        return this;
    }

    /// <summary>Says where the ledger is kept; it is opened when it is first needed and closed with the client.</summary>
    /// <param name="open">Opens the ledger.</param>
    /// <returns>These options.</returns>
    public OutreachOptions UseLedger(Func<CancellationToken, ValueTask<IDeliveryLedger>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        LedgerFactory = open;
        return this;
    }

    /// <summary>Keeps the ledger in memory: for trials and tests; it forgets everything with the client.</summary>
    /// <returns>These options.</returns>
    public OutreachOptions UseMemoryLedger() => UseLedger(_ => ValueTask.FromResult<IDeliveryLedger>(new MemoryLedger()));

    private OutreachOptions Make([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        if (_channels.Values.Any(c => c.GetType() == type)) return this;
        try
        {
            var channel = ChannelActivator.Create(type, Services);
            _channels.TryAdd(channel.Descriptor.Key, channel);
            return this;
        }
        catch (ChannelException e)
        {
            throw new InvalidOperationException(ProblemText.Sentence(e.Problem, CultureInfo.GetCultureInfo("en")), e);
        }
    }
}
