using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Turns office codes and selectors (<c>12.*</c>, <c>*</c>) into offices.</summary>
internal static class OfficeSelectors
{
    /// <summary>The current code of an office; null after a problem.</summary>
    public static OfficeCode? Code(MemberReader reader, DataNode node)
    {
        if (reader.TextOf(node) is not { } text) return null;
        var place = node.In(reader.File);
        if (!OfficeCode.TryParse(text, out var code))
        {
            reader.Report(Problem.Error(JsonProblems.WrongForm, place, ProblemCollector.Shown(text), "35, 35.72"));
            return null;
        }
        if (OfficeDirectory.Default.Find(code) is not { } office)
        {
            reader.Report(Problem.Error(CommonProblems.OfficeUnknown, place, text));
            return null;
        }
        if (office.Code != code) reader.Report(Problem.Warning(DocumentProblems.OfficeFormer, place, text, office.Code.Value, office.Title));
        return office.Code;
    }

    public static OfficeCode? Code(MemberReader reader, string name) => reader.Find(name) is { } node ? Code(reader, node) : null;

    /// <summary>The offices of the workspace that a code or selector names; a plain code stands for itself even outside the workspace.</summary>
    public static IEnumerable<OfficeCode> Select(MemberReader reader, DataNode node, IReadOnlyList<OfficeProfile> workspace)
    {
        if (node.Text != "*" && !node.Text.EndsWith(".*", StringComparison.Ordinal)) return Code(reader, node) is { } code ? [code] : [];
        if (reader.TextOf(node) is not { } text) return [];
        var place = node.In(reader.File);
        var above = OfficeCode.National;
        if (text != "*" && (!OfficeCode.TryParse(text[..^2], out above) || above.Value.Length != 2))
        {
            reader.Report(Problem.Error(DocumentProblems.SelectorUnclear, place, ProblemCollector.Shown(text)));
            return [];
        }
        var chosen = workspace.Select(o => o.Code).Where(c => text == "*" || (c.IsWithin(above) && c != above)).ToList();
        if (chosen.Count == 0) reader.Report(Problem.Error(DocumentProblems.SelectorEmpty, place, text));
        return chosen;
    }
}
