using System.Globalization;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Json;

/// <summary>The root of a stored document, which says of which version it is.</summary>
internal static class StoredDocument
{
    /// <summary>The root's members; null after a problem. There is one version so far of every document; a second one brings the migration of the first.</summary>
    public static MemberReader? Read(string text, string file, Shape shape, int currentVersion, ProblemCollector problems)
    {
        if (JsonDocumentReader.Read(text, file, problems) is not { } root) return null;
        if (root.Kind != DataKind.Object)
        {
            problems.Add(Problem.Error(JsonProblems.WrongType, root.In(file), "{...}", "..."));
            return null;
        }

        return VersionFits(root, file, currentVersion, problems) ? new MemberReader(root, shape, file, problems) : null;
    }

    private static bool VersionFits(DataNode root, string file, int current, ProblemCollector problems)
    {
        if (!root.Members.TryGetValue("version", out var node))
        {
            problems.Add(Problem.Error(JsonProblems.MissingMember, root.In(file), "version"));
            return true;
        }

        var known = current.ToString(CultureInfo.InvariantCulture);
        if (node.Kind == DataKind.Number && node.Text == known) return true;
        var newer = node.Kind == DataKind.Number && decimal.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var version) && version > current;
        problems.Add(Problem.Error(newer ? JsonProblems.VersionNewer : JsonProblems.VersionUnknown, node.In(file), ProblemCollector.Shown(node.Text), known));
        return false;
    }
}
