using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>A small office with one campaign, whose day a test plays through on a virtual clock.</summary>
internal sealed class SmallOffice : IAsyncDisposable
{
    public static readonly DateTimeOffset Morning = new(2024, 1, 10, 1, 0, 0, TimeSpan.Zero);

    private readonly MemoryLedger _ledger = new();

    public SmallOffice(params IChannelAdapter[] channels)
    {
        Clock = new VirtualClock(Morning);
        Channels = channels;
        Client = Open();
        Model = new OutreachModel
        {
            Offices = [new OfficeProfile { Code = City }],
            Accounts = [.. channels.Select((c, i) => new Account { Key = i == 0 ? "akun" : $"akun{i + 1}", Channel = c.Descriptor.Key, Office = City })],
            Materials = [new Material("kabar", "Kabar", "Isi pertama.")],
            Campaigns = [Campaign()],
        };
    }

    public static OfficeCode City { get; } = OfficeCode.Parse("35.72");

    public IReadOnlyList<IChannelAdapter> Channels { get; }

    public VirtualClock Clock { get; }

    public OutreachClient Client { get; private set; }

    public OutreachModel Model { get; set; }

    /// <summary>Local times are WIB: 08.00 is the moment the clock starts.</summary>
    public static Campaign Campaign(string when = "2024-01-10T09:00", ApprovalPolicy? approval = null, Func<Activity, Activity>? change = null)
    {
        var activity = new Activity { Id = "unggah", Method = OutreachMethod.SocialMedia, When = DateTime.Parse(when, System.Globalization.CultureInfo.InvariantCulture), Materials = ["kabar"], Accounts = ["*"] };
        return new Campaign
        {
            Id = "kampanye", Title = "Kampanye", Offices = [City], Approval = approval ?? ApprovalPolicy.Default,
            Period = new DateSpan(new DateOnly(2024, 1, 1), new DateOnly(2024, 12, 31)),
            Activities = [change is null ? activity : change(activity)],
        };
    }

    public void Body(string body) => Model = Model with { Materials = [new Material("kabar", "Kabar", body)] };

    public async Task<EnqueueResult> EnqueueAsync()
    {
        var review = await Client.ValidateAsync(Model);
        Assert.True(review.IsValid, string.Join("\n", review.Errors));
        return await Client.EnqueueAsync(Client.Plan(review));
    }

    public async Task<RunReport> PublishAsync()
    {
        await EnqueueAsync();
        return await Client.RunAsync();
    }

    public async Task<IReadOnlyList<DeliveryStatus>> StatusAsync()
    {
        var all = new List<DeliveryStatus>();
        await foreach (var status in Client.StatusAsync()) all.Add(status);
        return all;
    }

    public async Task<DeliveryStatus> OnlyAsync() => Assert.Single(await StatusAsync());

    /// <summary>The program ends and starts again on the same ledger.</summary>
    public async Task ReopenAsync()
    {
        await Client.DisposeAsync();
        Client = Open();
    }

    public ValueTask<IDeliveryLedger> SharedLedger() => ValueTask.FromResult<IDeliveryLedger>(new Shared(_ledger));

    /// <summary>Somebody puts a fact in doubt after everything was planned.</summary>
    public async Task DoubtAsync(string fact)
    {
        await using var session = await _ledger.OpenAsync(LedgerAccess.Change, CancellationToken.None);
        await session.Gates.SetRulesAsync([], null, [new FactRow(fact, 1, Good: false)], CancellationToken.None);
        await session.Gates.SetNumberAsync("gates", await session.Gates.NumberAsync("gates", CancellationToken.None) + 1, CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await Client.DisposeAsync();

    private OutreachClient Open() => OutreachClient.Create(o =>
    {
        o.UseLedger(_ => ValueTask.FromResult<IDeliveryLedger>(new Shared(_ledger)));
        o.Clock = Clock;
        foreach (var channel in Channels) o.AddChannel(channel);
    });

    /// <summary>The same ledger for a second client, which does not close it.</summary>
    private sealed class Shared(IDeliveryLedger inner) : IDeliveryLedger
    {
        public string Id => inner.Id;

        public ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken) => inner.OpenAsync(access, cancellationToken);

        public ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken) => inner.TryJoinAsync(cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
