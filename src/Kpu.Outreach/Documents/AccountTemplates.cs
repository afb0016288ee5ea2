using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Reads accounts, and templates of accounts: one for each office that matches.</summary>
internal sealed class AccountTemplates(ReadingRoom room, IReadOnlyList<OfficeProfile> offices)
{
    private static readonly string[] Distinguishing = ["{code}", "{slug}", "{host}", "{name}"];

    public IEnumerable<Account> Read(MemberReader reader)
    {
        var key = reader.RequiredText("key");
        var channel = reader.RequiredText("channel");
        var model = new Account
        {
            Key = key ?? "",
            Channel = new ChannelKey(channel ?? "none"),
            DisplayName = reader.Text("displayName"),
            Credential = reader.Text("credential"),
            Hashtags = reader.Texts("hashtags"),
            Language = reader.Text("language"),
            Partner = reader.Text("partner"),
            Station = reader.Text("station"),
            Settings = Settings(reader),
        };
        var chosen = Offices(reader).ToList();
        if (key is null || channel is null || chosen.Count == 0)
        {
            room.IsPartial = true;
            return [];
        }
        if (!reader.Has("offices")) return [room.Places.Add(model with { Office = chosen[0] }, reader)];
        if (Distinguishing.Any(p => key.Contains(p, StringComparison.Ordinal)))
            return chosen.Select(code => For(model, code, reader)).ToList();
        reader.Report(Problem.Error(DocumentProblems.TemplateKey, reader.PlaceOf("key"), ProblemCollector.Shown(key)));
        room.IsPartial = true;
        return [];
    }

    private IEnumerable<OfficeCode> Offices(MemberReader reader)
    {
        if (reader.Has("office") == reader.Has("offices"))
        {
            reader.Report(Problem.Error(DocumentProblems.AccountOffice, reader.Node.In(reader.File)));
            return [];
        }
        if (reader.Find("offices") is not { } selector) return OfficeSelectors.Code(reader, "office") is { } code ? [code] : [];
        return OfficeSelectors.Select(reader, selector, offices);
    }

    /// <summary>Settings are texts, numbers or flags; which ones exist, the channel knows.</summary>
    private static Dictionary<string, string> Settings(MemberReader reader)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reader.Find("settings") is not { } node) return settings;
        // Asking for the object says that it is none.
        if (node.Kind != DataKind.Object) reader.ObjectOf(node, Shapes.Account);
        foreach (var (name, value) in node.Members)
        {
            if (value.Kind is DataKind.Number or DataKind.Flag) settings[name] = value.Text;
            else if (reader.TextOf(value) is { } text) settings[name] = text;
        }
        return settings;
    }

    private Account For(Account model, OfficeCode code, MemberReader reader)
    {
        var office = OfficeDirectory.Default.Find(code)!;
        var hostMissing = false;
        string Fill(string text)
        {
            hostMissing |= office.Host is null && text.Contains("{host}", StringComparison.Ordinal);
            return text.Replace("{code}", code.Value, StringComparison.Ordinal)
                .Replace("{slug}", OfficeDirectory.Default.SlugOf(office), StringComparison.Ordinal)
                .Replace("{host}", office.Host ?? "", StringComparison.Ordinal)
                .Replace("{name}", office.Name, StringComparison.Ordinal);
        }
        var account = model with
        {
            Key = Fill(model.Key),
            Office = code,
            DisplayName = model.DisplayName is { } name ? Fill(name) : null,
            Credential = model.Credential is { } credential ? Fill(credential) : null,
            Hashtags = [.. model.Hashtags.Select(Fill)],
            Settings = model.Settings.ToDictionary(s => s.Key, s => Fill(s.Value), StringComparer.Ordinal),
        };
        if (hostMissing) reader.Report(Problem.Error(DocumentProblems.TemplateHost, reader.Node.In(reader.File), office.Title));
        return room.Places.Add(account, reader);
    }
}
