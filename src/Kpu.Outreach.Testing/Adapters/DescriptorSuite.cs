using Kpu.Outreach.Publishing;
using Xunit;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Every adapter: what its descriptor says holds together, and its roles say the same.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class DescriptorSuite<TFixture>(TFixture fixture) : AdapterSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    /// <summary>The numbers and names of the descriptor are ones that the engine can work with.</summary>
    [SkippableFact]
    [Trait("Guards", "descriptor")]
    public Task The_descriptor_holds_together() => CheckAsync(bench =>
    {
        var channel = bench.NewProcess().Descriptor;
        var wrong = new List<string>();
        Expect(channel.ContractVersion == ChannelDescriptor.CurrentContract, $"ContractVersion is {channel.ContractVersion}, and the library's is {ChannelDescriptor.CurrentContract}");
        Expect(channel.Key.Value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'), $"Key '{channel.Key}' is not made of lower-case letters, digits and hyphens");
        Expect(!string.IsNullOrWhiteSpace(channel.DisplayName), "DisplayName is empty");
        Expect(channel.LongestCall > TimeSpan.Zero && channel.LongestCall <= TimeSpan.FromHours(1), $"LongestCall is {channel.LongestCall}; it must be more than nothing and at most an hour");
        Expect(channel.Placements.Count > 0, "there is no placement");
        Expect(channel.Placements.DistinctBy(p => p.Key).Count() == channel.Placements.Count, "two placements have one key");
        Expect(channel.Settings.DistinctBy(s => s.Name, StringComparer.Ordinal).Count() == channel.Settings.Count, "two settings have one name");
        Expect(channel.Settings.All(s => !string.IsNullOrWhiteSpace(s.Description)), "a setting has no description");
        Expect(channel.Limits.DistinctBy(l => l.Name, StringComparer.Ordinal).Count() == channel.Limits.Count, "two limits have one name");
        foreach (var limit in channel.Limits)
        {
            Expect(limit.Permits >= 1 && limit.Per > TimeSpan.Zero, $"limit '{limit.Name}' gives {limit.Permits} in {limit.Per}");
            Expect((limit.Sharer == LimitSharer.Setting) == (limit.Setting is not null), $"limit '{limit.Name}': Setting is named exactly when accounts with the same value share it");
            Expect(limit.Setting is not { } setting || channel.Settings.Any(s => s.Name == setting), $"limit '{limit.Name}' is shared by setting '{limit.Setting}', which there is not");
        }

        foreach (var p in channel.Placements)
        {
            Expect(p.Operations.HasFlag(Operations.Publish), $"nothing can be published at '{p.Key}'");
            Expect(p.Text.Maximum is null or > 0, $"'{p.Key}' takes texts of {p.Text.Maximum}");
            Expect(p.Text.MaximumParts >= 1, $"'{p.Key}' splits into {p.Text.MaximumParts} parts");
            Expect(p.Media.MinimumItems <= p.Media.MaximumImages + p.Media.MaximumVideos, $"'{p.Key}' needs more media than it takes");
            Expect(p.Costs.All(c => c.Value >= 0 && channel.Limits.Any(l => l.Name == c.Key)), $"'{p.Key}' costs something of a limit that there is not");
            Expect(p.Guarantee.RepeatSafeFor >= TimeSpan.Zero && p.Guarantee.AbsentAfter is null or { Ticks: >= 0 }, $"'{p.Key}' guarantees something before it began");
            Expect(
                p.Guarantee.AbsentAfter is not { } absent || p.Guarantee.RepeatSafeFor == TimeSpan.MaxValue || absent >= channel.LongestCall,
                $"'{p.Key}': AbsentAfter counts from the begin of an attempt and is shorter than the longest call, which may still be on its way");
            Expect(p.Preparation is not { } prepared || (prepared.Lead >= TimeSpan.Zero && prepared.GoodFor is null or { Ticks: > 0 } && prepared.CheckpointVersion >= 1), $"'{p.Key}' is prepared before its time");
        }

        Assert.True(wrong.Count == 0, $"Of channel '{channel.Key}': {string.Join("; ", wrong)}.");
        return Task.CompletedTask;

        void Expect(bool holds, string otherwise)
        {
            if (!holds) wrong.Add(otherwise);
        }
    });

    /// <summary>A role is played exactly when the descriptor declares what it is for.</summary>
    [SkippableFact]
    [Trait("Guards", "roles")]
    public Task Roles_and_descriptor_say_the_same() => CheckAsync(bench =>
    {
        var adapter = bench.NewProcess().Adapter;
        var placements = adapter.Descriptor.Placements;
        var wrong = new List<string>();
        var isSnapshot = adapter.GetRole<ISnapshotPublisher>() is not null;
        if (isSnapshot == adapter.GetRole<IPublisher>() is not null) wrong.Add("exactly one of IPublisher and ISnapshotPublisher must be played");
        foreach (var (operation, role) in new[] { (Operations.Revise, typeof(IReviser)), (Operations.Retract, typeof(IRetractor)), (Operations.Annotate, typeof(IAnnotator)) })
        {
            var (declared, played) = (placements.Any(p => p.Operations.HasFlag(operation)), adapter.GetRole(role) is not null);
            if (declared && !played && !(isSnapshot && operation != Operations.Annotate)) wrong.Add($"{operation} is declared, and {role.Name} is not played");
            if (!declared && played) wrong.Add($"{role.Name} is played, and no placement declares {operation}");
        }

        var prepares = placements.Any(p => p.Preparation is not null);
        if (prepares != adapter.GetRole<IPreparer>() is not null) wrong.Add(prepares ? "preparation is declared, and IPreparer is not played" : "IPreparer is played, and no placement declares preparation");
        var isLookedFor = placements.Any(p => p.Guarantee.FoundBy is EffectProof.Key or EffectProof.Handle or EffectProof.Search && p.Guarantee.RepeatSafeFor != TimeSpan.MaxValue);
        if (isLookedFor && adapter.GetRole<IStatusReader>() is null) wrong.Add("effects are said to be found, and IStatusReader is not played");
        foreach (var role in new[] { typeof(IPublisher), typeof(ISnapshotPublisher), typeof(IRenderer), typeof(IPreparer), typeof(IReviser), typeof(IRetractor), typeof(IAnnotator), typeof(IStatusReader), typeof(IAccountProber), typeof(ICredentialRefresher) })
        {
            if (adapter.GetRole(role) is { } player && !role.IsInstanceOfType(player)) wrong.Add($"GetRole({role.Name}) gives something that is none");
        }

        if (adapter.GetRole(typeof(IDisposable)) is { } other && other is not IDisposable) wrong.Add("GetRole gives something for an interface that it is not");
        Assert.True(wrong.Count == 0, $"Of channel '{adapter.Descriptor.Key}': {string.Join("; ", wrong)}.");
        return Task.CompletedTask;
    });
}
