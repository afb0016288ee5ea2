using System.Collections.Concurrent;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;
using Kpu.Outreach.Testing.Platform;
using Kpu.Outreach.Testing.Suites;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>One small world for one test: a platform, a clock, a ledger, a folder, and processes that come and go. Nothing of it is shared.</summary>
internal sealed class AdapterBench : ICredentialStore, IAsyncDisposable
{
    public const string First = "akun-satu";
    public const string Second = "akun-dua";

    private static int _folders;

    private readonly AdapterFixture _fixture;
    private readonly List<AdapterProcess> _processes = [];
    private readonly MemoryLedger _ledger = new();
    private readonly ConcurrentDictionary<string, Secret> _kept = new(StringComparer.Ordinal);
    private readonly string _folder;

    private AdapterBench(AdapterFixture fixture)
    {
        _fixture = fixture;
        Clock = new VirtualClock(new DateTimeOffset(2027, 3, 10, 2, 0, 0, TimeSpan.Zero));
        Platform = new FakePlatform(Clock, fixture.VisibleAfter);
        fixture.Script(Platform);
        _folder = Path.Combine(Path.GetTempPath(), FormattableString.Invariant($"outreach-kit-{Environment.ProcessId}-{Interlocked.Increment(ref _folders)}"));
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Makes a bench, and finds out what the account may do, as the engine does before it plans.</summary>
    public static async Task<AdapterBench> StartAsync(AdapterFixture fixture)
    {
        var bench = new AdapterBench(fixture);
        var process = bench.NewProcess();
        if (process.Adapter.GetRole<IAccountProber>() is not { } prober) return bench;
        try
        {
            bench.Profile = (await prober.ProbeAsync(process.Account(), CancellationToken.None).ConfigureAwait(false)).Profile;
        }
#pragma warning disable CA1031 // The suite of probing tells of it.
        catch (Exception)
#pragma warning restore CA1031
        {
            bench.Profile = null;
        }

        return bench;
    }

    public VirtualClock Clock { get; }

    /// <summary>What the account may do; null for all that the channel can.</summary>
    public AccountProfile? Profile { get; private set; }

    public FakePlatform Platform { get; }

    public SampleMedia Media { get; } = new();

    public KitLogs Logs { get; } = new();

    public AdapterFixture Fixture => _fixture;

    public string OutputRoot => _folder;

    /// <summary>Everything that was said where a secret must not be: outcomes, exceptions, checkpoints.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    public IReadOnlyList<PublicEffect> Effects => _fixture.EffectsOf(Platform, _folder);

    /// <summary>How many things ever became public.</summary>
    public int Ever => Math.Max(Platform.Effects.Ever.Count, Effects.Count);

    public AdapterProcess NewProcess(int endsAt = -1)
    {
        var process = new AdapterProcess(this, endsAt);
        lock (_processes) _processes.Add(process);
        return process;
    }

    public Account Account(string key, IChannelAdapter adapter) => new()
    {
        Key = key,
        Channel = adapter.Descriptor.Key,
        Office = OfficeDirectory.Default.All[1].Code,
        Settings = _fixture.SettingsOf(key, Platform.Address),
        Credential = _fixture.CredentialOf(key) is null ? null : "vault:" + key,
    };

    public Secret? CredentialOf(string account) => _fixture.CredentialOf(account) is { } value ? new Secret(value) : null;

    public ValueTask<Secret?> FindAsync(CredentialReference reference, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_kept.TryGetValue(reference.Name, out var fresh) ? fresh : CredentialOf(reference.Name));

    public ValueTask<bool> KeepAsync(CredentialReference reference, Secret secret, CancellationToken cancellationToken)
    {
        _kept[reference.Name] = secret;
        return ValueTask.FromResult(true);
    }

    public IDeliveryLedger LedgerOf(StepGate gate) => new MortalLedger(_ledger, gate);

    /// <summary>A material that fits a placement. Where something is prepared it has a picture or a film, if the placement takes one: that is mostly what is prepared.</summary>
    public static Material MaterialFor(PlacementDescriptor placement, string word, string? body = null)
    {
        var (media, takes) = (new List<MaterialMedia>(), placement.Media);
        var pictures = takes.ContentTypes.Count == 0 || takes.ContentTypes.Contains(SampleMedia.Picture.ContentType) ? takes.MaximumImages : 0;
        var films = takes.ContentTypes.Count == 0 || takes.ContentTypes.Contains("video/mp4") ? takes.MaximumVideos : 0;
        var items = Math.Max(takes.MinimumItems, placement.Preparation is null ? 0 : Math.Min(1, pictures + films));
        for (var i = 0; i < items; i++)
        {
            var isPicture = pictures > i;
            media.Add(new MaterialMedia { File = isPicture ? SampleMedia.Picture : SampleMedia.Film(65_536), AltText = "Titik." });
        }

        return new Material("uji-" + word, placement.Text.TitleMaximum is > 0 and < 12 ? "Uji" : "Uji " + word, body ?? $"Kabar {word}.") { Media = media };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync().ConfigureAwait(false);
        await Platform.DisposeAsync().ConfigureAwait(false);
        await _ledger.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>One process: an adapter of its own, and the gate at which it ends.</summary>
internal sealed class AdapterProcess : IAsyncDisposable
{
    private readonly AdapterBench _bench;
    private readonly KitHttp _http;
    private long _fence;

    public AdapterProcess(AdapterBench bench, int endsAt)
    {
        _bench = bench;
        Gate = new StepGate { EndsAt = endsAt };
        _http = new KitHttp(Gate);
        Adapter = bench.Fixture.CreateAdapter(new AdapterSurroundings(Gate, _http, bench.Clock, bench.Media, bench.OutputRoot, bench.Logs));
    }

    public IChannelAdapter Adapter { get; }

    public StepGate Gate { get; }

    public ChannelDescriptor Descriptor => Adapter.Descriptor;

    /// <summary>The placements of an account, narrowed as the engine narrows them.</summary>
    public IReadOnlyList<PlacementDescriptor> Placements => Channel().Placements;

    public EffectiveChannel Channel(string account = AdapterBench.First) => new(Account(account), Adapter, _bench.Profile);

    public int Sent => _http.Sent;

    public Account Account(string key = AdapterBench.First) => _bench.Account(key, Adapter);

    /// <summary>A rendition as the engine would store it.</summary>
    public RenderResult Render(Material material, PlacementDescriptor placement, string account = AdapterBench.First) =>
        (Adapter.GetRole<IRenderer>() ?? StandardRenderer.Instance).Render(new RenderRequest
        {
            Material = material, Channel = Channel(account), Placement = placement, Language = "id", Facts = _ => null,
        });

    public Rendition Rendition(PlacementDescriptor placement, string word = "pertama", string? body = null)
    {
        var result = Render(AdapterBench.MaterialFor(placement, word, body), placement);
        return result.Rendition ?? throw new InvalidOperationException($"A plain sentence cannot be rendered at {placement.Key}: {string.Join("; ", result.Problems)}");
    }

    public PublishRequest Request(PlacementDescriptor placement, Rendition rendition, string account = AdapterBench.First, Operations operation = Operations.Publish, Receipt? live = null, bool owned = true, string? effectKey = null) => new()
    {
        Publication = new PublicationKey { Campaign = "uji", Material = rendition.Inputs.Material, Account = account, Placement = placement.Key, Occurrence = "terbit" },
        Account = Account(account),
        Operation = operation,
        Rendition = rendition,
        Part = 0,
        EffectKey = effectKey ?? KeyOf(placement, rendition, account, operation),
        Live = live,
        Context = Context(account, owned),
    };

    public AttemptContext Context(string account = AdapterBench.First, bool owned = true) => new()
    {
        Clock = _bench.Clock,
        OutputRoot = _bench.OutputRoot,
        Media = _bench.Media,
        Office = OfficeDirectory.Default.All[1],
        Fence = Interlocked.Increment(ref _fence),
        Credential = _ => ValueTask.FromResult(_bench.CredentialOf(account)),
        StillOwned = _ => ValueTask.FromResult(owned),
    };

    /// <summary>The role that carries out an operation.</summary>
    public Func<PublishRequest, CancellationToken, ValueTask<Outcome>> CallOf(Operations operation) => operation switch
    {
        Operations.Revise => Adapter.GetRole<IReviser>()!.ReviseAsync,
        Operations.Retract => Adapter.GetRole<IRetractor>()!.RetractAsync,
        Operations.Annotate => Adapter.GetRole<IAnnotator>()!.AnnotateAsync,
        _ => Adapter.GetRole<IPublisher>()!.PublishAsync,
    };

    /// <summary>Makes one call, prepared where the channel prepares, and says how it ended.</summary>
    public async Task<Attempt> AttemptAsync(PublishRequest request, CancellationToken cancellationToken = default)
    {
        try
        {
            if (request is { Operation: Operations.Publish, Prepared: null } && Adapter.GetRole<IPreparer>() is { } preparer)
            {
                var kept = new List<Checkpoint>();
                var prepared = await preparer.PrepareAsync(Preparing(request, null, kept), cancellationToken).ConfigureAwait(false);
                if (prepared is not Outcome.Prepared) return Told(new Attempt(prepared, null));
                request = request with { Prepared = kept.LastOrDefault() };
            }

            return Told(new Attempt(await CallOf(request.Operation)(request, cancellationToken).ConfigureAwait(false), null));
        }
#pragma warning disable CA1031 // Whatever the adapter throws is how the call ended.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Told(new Attempt(null, e));
        }
    }

    public PrepareRequest Preparing(PublishRequest request, Checkpoint? last, List<Checkpoint> kept) => new()
    {
        Publish = request,
        Last = last,
        SaveAsync = (checkpoint, _) =>
        {
            Gate.Pass("before a checkpoint is kept");
            kept.Add(checkpoint);
            _bench.Said.Enqueue(checkpoint.State);
            Gate.Pass("after a checkpoint was kept");
            return ValueTask.CompletedTask;
        },
    };

    /// <summary>A client of the real engine on the bench's ledger.</summary>
    public OutreachClient NewClient(params ReadOnlySpan<string> accounts)
    {
        string[] keys = [.. accounts];
        return OutreachClient.Create(o =>
        {
            o.UseLedger(_ => ValueTask.FromResult(_bench.LedgerOf(Gate)));
            o.Clock = _bench.Clock;
            o.Credentials = _bench;
            o.OutputRoot = _bench.OutputRoot;
            o.Media = _bench.Media;
            o.AddChannel(Adapter);
            foreach (var key in keys) o.AddAccount(Account(key));
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Adapter is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        else (Adapter as IDisposable)?.Dispose();
        _http.Dispose();
    }

    private Attempt Told(Attempt attempt)
    {
        _bench.Said.Enqueue(attempt.ToString());
        return attempt;
    }

    private static string KeyOf(PlacementDescriptor placement, Rendition rendition, string account, Operations operation)
    {
        var publication = new PublicationKey { Campaign = "uji", Material = rendition.Inputs.Material, Account = account, Placement = placement.Key, Occurrence = "terbit" };
        return $"{publication.ToHash().Hex[..32]}-{operation.ToString().ToLowerInvariant()}-{rendition.Hash.Hex[..8]}-0";
    }
}

/// <summary>How a call ended: with an outcome, or an exception.</summary>
internal sealed record Attempt(Outcome? Outcome, Exception? Exception)
{
    public bool IsDone => Outcome is Outcome.Done or Outcome.Accepted;

    /// <summary>Whether the engine would take it that nothing became public.</summary>
    public bool SaysNothingHappened => Outcome is { Effect: Effect.None };

    /// <summary>Whether the engine would publish again because of it.</summary>
    public bool IsRepeated => Outcome is Outcome.Failed or Outcome.Deferred or Outcome.StaleCredential;

    public override string ToString() => Exception is null
        ? $"{Outcome} {Outcome?.Problem} {string.Join(" ", Outcome?.Problem?.Arguments ?? [])} {Outcome?.Evidence} {(Outcome as Outcome.Done)?.Receipt} {(Outcome as Outcome.Accepted)?.Handle}"
        : Exception.ToString();
}
