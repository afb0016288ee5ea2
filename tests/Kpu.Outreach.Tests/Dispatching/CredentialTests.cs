using System.Collections.Concurrent;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>Credentials stay with the host: found for each call, refreshed once when stale, kept nowhere else. And what is prepared is public only by the call that acts.</summary>
public sealed class CredentialTests
{
    private static readonly Material Text = new("kabar", "Kabar", "Isi.");

    [Fact]
    public async Task A_call_reads_the_credential_of_its_account_where_the_host_keeps_it()
    {
        var (store, channel) = (new Store("akun-rahasia"), new TokenChannel());
        await using var client = Client(store, channel);
        var run = await client.PublishAsync(Text, "akun", "Humas");
        Assert.True(run.IsComplete, run.ToString());
        Assert.Equal(["akun-rahasia"], channel.Used);
    }

    [Fact]
    public async Task A_stale_credential_is_refreshed_once_and_costs_no_attempt()
    {
        var (store, channel) = (new Store("lama"), new RefreshingChannel("baru") { Good = "baru" });
        await using var client = Client(store, channel);
        var run = await client.PublishAsync(Text, "akun", "Humas");
        Assert.True(run.IsComplete, run.ToString());
        Assert.Equal(["lama", "baru"], channel.Used);
        Assert.Equal((1, "baru", 0), (channel.Refreshed, store.Value, (await OnlyAsync(client)).Attempts));
    }

    [Theory]
    [InlineData("tetap-ditolak", true)]
    [InlineData(null, true)]
    [InlineData("baru", false)]
    public async Task What_a_refresh_does_not_mend_waits_for_the_credential(string? fresh, bool keeps)
    {
        var (store, channel) = (new Store("lama") { Keeps = keeps }, new RefreshingChannel(fresh) { Good = "tidak ada" });
        await using var client = Client(store, channel);
        await client.PublishAsync(Text, "akun", "Humas");
        var status = await OnlyAsync(client);
        Assert.Equal((DeliveryState.Waiting, WaitReason.Credential), (status.State, status.WaitsFor));
        Assert.Equal(1, channel.Refreshed);
        Assert.Empty(channel.Effects);
    }

    [Fact]
    public async Task A_refresh_that_throws_tells_nobody_the_credential()
    {
        var channel = new RefreshingChannel("baru") { Good = "tidak ada", Throws = true };
        await using var client = Client(new Store("lama-rahasia"), channel);
        var run = await client.PublishAsync(Text, "akun", "Humas");
        var status = await OnlyAsync(client);
        Assert.Equal(WaitReason.Credential, status.WaitsFor);
        var said = new List<string> { run.ToString(), status.ToString(), string.Join(' ', status.Problem?.Arguments ?? []) };
        await foreach (var entry in client.TrailAsync()) said.Add(entry.ToString());
        Assert.DoesNotContain(said, s => s.Contains("rahasia", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_store_variables_and_files_are_read_and_a_file_can_be_kept()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Full("token.txt"), "lama\n");
        var channel = new RefreshingChannel("baru") { Good = "baru" };
        await using var client = OutreachClient.Create(o =>
        {
            o.UseMemoryLedger();
            o.Clock = new VirtualClock(SmallOffice.Morning);
            o.OutputRoot = folder.Path;
            o.AddChannel(channel).AddAccount(TokenChannel.AccountOf("file:token.txt"));
        });
        var run = await client.PublishAsync(Text, "akun", "Humas");
        Assert.True(run.IsComplete, run.ToString());
        Assert.Equal("baru", await File.ReadAllTextAsync(folder.Full("token.txt")));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Full("token.txt")));
        Assert.Equal([folder.Full("token.txt")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_secret_shows_itself_to_nobody()
    {
        var secret = new Secret("rahasia");
        Assert.Equal(("***", "***", "rahasia"), (secret.ToString(), $"{secret}", secret.Reveal()));
        Assert.DoesNotContain("rahasia", System.Text.Json.JsonSerializer.Serialize(secret), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Secret(""));
    }

    [Fact]
    public async Task What_was_prepared_is_handed_to_the_call_that_acts()
    {
        var channel = new PreparingChannel();
        await using var client = Client(new Store("t"), channel);
        var run = await client.PublishAsync(Text, "akun", "Humas");
        Assert.True(run.IsComplete, run.ToString());
        Assert.Equal(["prepare", "publish unggahan-1"], channel.Calls);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("throws")]
    [InlineData("done")]
    public async Task What_goes_wrong_while_preparing_had_no_effect_and_is_tried_again(string how)
    {
        var channel = new PreparingChannel();
        channel.Script.Enqueue(how switch { "failed" => () => new Outcome.Failed(), "done" => () => new Outcome.Done(new Receipt("bohong")), _ => () => throw new InvalidOperationException("putus") });
        await using var client = Client(new Store("t"), channel);
        var run = await client.PublishAsync(Text, "akun", "Humas");
        Assert.True(run.IsComplete, run.ToString());
        Assert.Equal(["prepare", "prepare", "publish unggahan-1"], channel.Calls);
        Assert.Equal(DeliveryState.Published, (await OnlyAsync(client)).State);
    }

    [Fact]
    public async Task A_platform_that_is_busy_with_what_was_uploaded_is_awaited_and_costs_no_attempt()
    {
        var channel = new PreparingChannel();
        channel.Script.Enqueue(() => new Outcome.Deferred(SmallOffice.Morning.AddMinutes(3), "busy"));
        await using var client = Client(new Store("t"), channel);
        var run = await client.PublishAsync(Text, "akun", "Humas");
        Assert.True(run.IsComplete, run.ToString());
        Assert.Equal(0, (await OnlyAsync(client)).Attempts);
        Assert.Equal(3, channel.Calls.Count);
    }

    private static OutreachClient Client(ICredentialStore store, IChannelAdapter channel) => OutreachClient.Create(o =>
    {
        o.UseMemoryLedger();
        o.Clock = new VirtualClock(SmallOffice.Morning);
        o.Credentials = store;
        o.AddChannel(channel).AddAccount(TokenChannel.AccountOf("vault:akun"));
    });

    private static async Task<DeliveryStatus> OnlyAsync(OutreachClient client)
    {
        var all = new List<DeliveryStatus>();
        await foreach (var status in client.StatusAsync()) all.Add(status);
        return Assert.Single(all);
    }

    private sealed class Store(string value) : ICredentialStore
    {
        public string Value { get; private set; } = value;

        public bool Keeps { get; init; } = true;

        public ValueTask<Secret?> FindAsync(CredentialReference reference, CancellationToken cancellationToken) => ValueTask.FromResult<Secret?>(reference.ToString() == "vault:akun" ? new Secret(Value) : null);

        public ValueTask<bool> KeepAsync(CredentialReference reference, Secret secret, CancellationToken cancellationToken)
        {
            if (Keeps) Value = secret.Reveal();
            return ValueTask.FromResult(Keeps);
        }
    }

    private class TokenChannel : ChannelAdapter, IPublisher
    {
        public static readonly ChannelKey Key = new("bertoken");

        public string? Good { get; init; }

        public ConcurrentQueue<string?> Used { get; } = new();

        public ConcurrentQueue<string> Effects { get; } = new();

        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = Key,
            DisplayName = "Bertoken",
            LongestCall = TimeSpan.FromSeconds(5),
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile { Maximum = 100 }, Operations = Operations.Publish, Guarantee = EffectGuarantee.None }],
        };

        public static Account AccountOf(string credential) => new() { Key = "akun", Channel = Key, Office = SmallOffice.City, Credential = credential };

        public async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            var token = (await request.Context.Credential(cancellationToken))?.Reveal();
            Used.Enqueue(token);
            if (Good is not null && token != Good) return new Outcome.StaleCredential();
            Effects.Enqueue(request.EffectKey);
            return new Outcome.Done(new Receipt(request.EffectKey));
        }
    }

    private sealed class RefreshingChannel(string? fresh) : TokenChannel, ICredentialRefresher
    {
        public int Refreshed { get; private set; }

        public bool Throws { get; init; }

        public ValueTask<Secret?> RefreshAsync(Account account, Secret stale, AttemptContext context, CancellationToken cancellationToken)
        {
            Refreshed++;
            if (Throws) throw new InvalidOperationException(stale.Reveal());
            return ValueTask.FromResult(fresh is null ? null : new Secret(fresh));
        }
    }

    private sealed class PreparingChannel : ChannelAdapter, IPublisher, IPreparer
    {
        public Queue<Func<Outcome>> Script { get; } = new();

        public List<string> Calls { get; } = [];

        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = TokenChannel.Key,
            DisplayName = "Bersiap",
            LongestCall = TimeSpan.FromSeconds(5),
            Placements =
            [
                new PlacementDescriptor
                {
                    Key = PlacementKey.Post, Text = new TextProfile { Maximum = 100 }, Operations = Operations.Publish, Guarantee = EffectGuarantee.None,
                    Preparation = new PreparationProfile { Lead = TimeSpan.Zero },
                },
            ],
        };

        public async ValueTask<Outcome> PrepareAsync(PrepareRequest request, CancellationToken cancellationToken)
        {
            Calls.Add("prepare");
            if (Script.TryDequeue(out var step)) return step();
            await request.SaveAsync(new Checkpoint(1, "unggahan-1"), cancellationToken);
            return new Outcome.Prepared();
        }

        public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            Calls.Add("publish " + request.Prepared?.State);
            return ValueTask.FromResult<Outcome>(new Outcome.Done(new Receipt("r")));
        }
    }
}
