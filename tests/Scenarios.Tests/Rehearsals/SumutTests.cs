namespace Scenarios.Tests.Rehearsals;

/// <summary>A province and its 33 offices: one campaign fanned out to all.</summary>
public sealed class SumutTests
{
    [Fact]
    public async Task Thirty_three_offices_publish_in_one_run_and_a_second_run_is_empty()
    {
        using var rehearsal = new Rehearsal("sumut");
        var first = await rehearsal.PublishAsync();
        Assert.True(first.ExitCode == 0, first.ToString());

        var effects = rehearsal.Effects();
        Assert.Equal(effects.Distinct(), effects);
        var offices = Directory.GetDirectories(rehearsal.Output).Select(Path.GetFileName).Where(d => d is not "linimasa").ToList();
        Assert.Equal(33, offices.Count);
        foreach (var office in offices)
        {
            Assert.Contains(effects, e => e.StartsWith($"article {office}/", StringComparison.Ordinal));
            Assert.Contains(effects, e => e.StartsWith($"entry {office}/", StringComparison.Ordinal));
        }

        Assert.Equal(33 * 6, effects.Where(e => e.StartsWith("post ", StringComparison.Ordinal)).Select(e => e.Split(' ')[1]).Distinct().Count());

        var second = await rehearsal.PublishAsync();
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Equal(effects, rehearsal.Effects());
    }
}
