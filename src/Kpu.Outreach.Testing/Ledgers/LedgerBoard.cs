using System.Collections.Concurrent;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>What stands in public, whoever published it.</summary>
internal sealed class LedgerWall
{
    private readonly ConcurrentQueue<string> _effects = new();

    /// <summary>Every public effect by its key, in order; one that happened twice is there twice.</summary>
    public IReadOnlyList<string> Effects => [.. _effects];

    public void Put(string effect) => _effects.Enqueue(effect);
}

/// <summary>A channel on which a second call makes a second effect. Whether it can be asked is up to the test.</summary>
internal sealed class LedgerBoard(LedgerWall wall, EffectProof foundBy) : ChannelAdapter, IPublisher, IStatusReader
{
    public static readonly ChannelKey Key = new("dinding");

    /// <summary>What happens to a call after its effect. Default: it is answered.</summary>
    public Func<Task> AfterEffect { get; init; } = () => Task.CompletedTask;

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Key,
        DisplayName = "Dinding",
        LongestCall = TimeSpan.FromSeconds(5),
        Placements =
        [
            new PlacementDescriptor
            {
                Key = PlacementKey.Post,
                Text = new TextProfile { Maximum = 500 },
                Operations = Operations.Publish,
                Guarantee = new EffectGuarantee { FoundBy = foundBy, AbsentAfter = foundBy == EffectProof.None ? null : TimeSpan.FromSeconds(5) },
                Duplicates = null,
            },
        ],
    };

    public override object? GetRole(Type role) => role == typeof(IStatusReader) && Descriptor.Placements[0].Guarantee.FoundBy == EffectProof.None ? null : base.GetRole(role);

    public async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        wall.Put(request.EffectKey);
        await AfterEffect();
        return new Outcome.Done(new Receipt("dinding/" + request.EffectKey));
    }

    public ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken) =>
        ValueTask.FromResult(wall.Effects.Contains(request.EffectKey)
            ? new Observation(ObservedState.Live, Receipt: new Receipt("dinding/" + request.EffectKey))
            : new Observation(ObservedState.Absent));
}

/// <summary>A clock that stands still, as that of a process that is paused: nothing that waits on it ever comes.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

    private sealed class Never : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // There is nothing to stop.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>An office with accounts and materials, all due at one moment.</summary>
internal static class LedgerOffice
{
    /// <summary>A minute after everything is due.</summary>
    public static readonly DateTimeOffset Now = new(2024, 1, 10, 2, 1, 0, TimeSpan.Zero);

    public static OutreachModel Model(int accounts, int materials)
    {
        var city = OfficeCode.Parse("35.72");
        var texts = Enumerable.Range(1, materials).Select(i => new Material($"kabar-{i}", $"Kabar {i}", $"Isi {i}.")).ToList();
        return new OutreachModel
        {
            Offices = [new OfficeProfile { Code = city }],
            Accounts = [.. Enumerable.Range(1, accounts).Select(i => new Account { Key = $"akun-{i}", Channel = LedgerBoard.Key, Office = city })],
            Materials = texts,
            Campaigns =
            [
                new Campaign
                {
                    Id = "kampanye", Title = "Kampanye", Offices = [city], Period = new DateSpan(new DateOnly(2024, 1, 1), new DateOnly(2024, 12, 31)),
                    Activities = [new Activity { Id = "unggah", Method = OutreachMethod.SocialMedia, When = new DateTime(2024, 1, 10, 9, 0, 0), Materials = [.. texts.Select(m => m.Id)], Accounts = ["*"] }],
                },
            ],
        };
    }
}
