using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;
using Xunit;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Every adapter: what is rendered for it keeps to the limits it declares and depends on nothing but its input.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class RenderingSuite<TFixture>(TFixture fixture) : AdapterSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    /// <summary>The same input gives the same rendition, in whatever culture and however often.</summary>
    [SkippableFact]
    [Trait("Guards", "culture")]
    public Task Rendering_is_the_same_in_every_culture() => CheckAsync(async bench =>
    {
        var process = bench.NewProcess();
        foreach (var placement in process.Placements)
        {
            var material = AdapterBench.MaterialFor(placement, "pertama", "Ilmiah: 1234,5 suara pada 12 Maret, di Kota Blitar. IIii.");
            var all = await Cultures.EachAsync(() => Task.FromResult(process.Render(material, placement))).ConfigureAwait(false);
            var first = all[0].Result;
            Assert.True(first.Rendition is not null, $"At '{placement.Key}' a plain sentence is not rendered: {string.Join("; ", first.Problems)}");
            foreach (var (culture, result) in all)
                Assert.True(result.Rendition?.Hash == first.Rendition.Hash, $"At '{placement.Key}' the rendition is another one in the culture {culture}: {result.Rendition?.Parts[0].Text}");
        }
    });

    /// <summary>A text of just the declared length is rendered whole; one unit more is a finding, or another part where the placement splits, and nothing is cut off.</summary>
    [SkippableFact]
    [Trait("Guards", "limit")]
    public Task A_text_at_the_limit_is_rendered_whole_and_one_more_is_told() => CheckAsync(bench =>
    {
        var process = bench.NewProcess();
        var measured = 0;
        foreach (var placement in process.Placements.Where(p => p.Text is { Maximum: not null, Markup: TextMarkup.Plain, Measure: not TextMeasure.SpeechSeconds }))
        {
            foreach (var (script, unit) in SampleTexts.Scripts)
            {
                // What the renderer puts before a text and behind it, such as a title where the placement has none of its own.
                var around = process.Render(AdapterBench.MaterialFor(placement, "batas", "Uji"), placement).Rendition?.Parts[0].Text ?? "";
                var left = placement.Text.Maximum!.Value - (TextLength.Of(around, placement.Text.Measure) - TextLength.Of("Uji", placement.Text.Measure));
                if (SampleTexts.Of(unit, left, placement.Text.Measure) is not { } full) continue;
                measured++;
                var fits = process.Render(AdapterBench.MaterialFor(placement, "batas", full), placement);
                Assert.True(fits.Rendition is not null, $"At '{placement.Key}', {script}: {placement.Text.Maximum} {placement.Text.Measure} are declared and refused: {string.Join("; ", fits.Problems)}");
                Assert.True(fits.Rendition.Parts is [{ } only] && only.Text == InPlaceOf(around, full), $"At '{placement.Key}', {script}: a text of the declared length is changed or split:\n{string.Join("\n--\n", fits.Rendition.Parts.Select(p => p.Text))}");
                var over = process.Render(AdapterBench.MaterialFor(placement, "batas", full + "a"), placement);
                Assert.True(
                    over.Rendition is null ? over.Problems.Any(p => p.Code == RenderingProblems.TextTooLong) : over.Rendition.Parts.Count > 1,
                    $"At '{placement.Key}', {script}: a text of {placement.Text.Maximum} + 1 {placement.Text.Measure} is neither told nor split.");
            }
        }

        Skip.If(measured == 0, "no placement has a limit of plain text");
        return Task.CompletedTask;
    });

    /// <summary>A rendition carries no moment, no number of the ledger and no secret: it is the same tomorrow and in another process.</summary>
    [SkippableFact]
    [Trait("Guards", "rendering")]
    public Task Another_process_on_another_day_renders_the_same() => CheckAsync(bench =>
    {
        var (one, other) = (bench.NewProcess(), bench.NewProcess());
        foreach (var placement in one.Placements)
        {
            var first = one.Rendition(placement);
            bench.Clock.JumpTo(bench.Clock.GetUtcNow() + TimeSpan.FromDays(40));
            var second = other.Rendition(placement);
            Assert.True(first.Hash == second.Hash, $"At '{placement.Key}' the rendition is another one after 40 days: {first.Parts[0].Text} / {second.Parts[0].Text}");
            Assert.DoesNotContain(AdapterFixture.MarkedSecret, string.Join('\n', first.Parts.Select(p => p.Text)), StringComparison.Ordinal);
        }

        return Task.CompletedTask;
    });

    private static string InPlaceOf(string around, string text) => around.LastIndexOf("Uji", StringComparison.Ordinal) is >= 0 and var place ? around[..place] + text + around[(place + 3)..] : text;
}
