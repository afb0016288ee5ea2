using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Files;

/// <summary>Reads the settings of an account by the channel's descriptor and collects what is wrong with them.</summary>
internal sealed class ChannelSettings(Account account, ChannelDescriptor descriptor)
{
    private readonly List<Problem> _problems = [];

    internal IReadOnlyList<Problem> Problems => _problems;

    internal Account Account => account;

    /// <summary>The value, its default, or null.</summary>
    internal string? Text(string name)
    {
        if (account.Settings.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value)) return value.Trim();
        var setting = descriptor.Settings.First(s => s.Name == name);
        if (setting.Default is null && setting.Required) Add(Problem.Error(FolderProblems.SettingMissing, At(name), account.Key, name));
        return setting.Default;
    }

    /// <summary>A folder inside the output root.</summary>
    internal string Folder(string name, string? otherwise = null)
    {
        var folder = (account.Settings.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : otherwise ?? Text(name))?.Trim().TrimEnd('/') ?? "";
        if (folder.StartsWith("./", StringComparison.Ordinal)) folder = folder[2..];
        if (folder.Length > 0 && !OutputFolder.IsInside(folder)) Add(Problem.Error(FolderProblems.FolderOutside, At(name), folder));
        return folder;
    }

    /// <summary>A web address that ends with a slash, or null.</summary>
    internal Uri? Address(string name)
    {
        if (Text(name) is not { } text) return null;
        if (Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0)
            return address;
        Invalid(name, text, "https://...");
        return null;
    }

    /// <summary>A number between two bounds.</summary>
    internal double Number(string name, double least, double most)
    {
        var text = Text(name) ?? "";
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Invalid(name, text, string.Create(CultureInfo.InvariantCulture, $"{least} - {most}"));
        return least;
    }

    /// <summary>Notes a value that does not fit.</summary>
    internal void Invalid(string name, string value, string expected) => Add(Problem.Error(FolderProblems.SettingInvalid, At(name), account.Key, name, value, expected));

    private static Place At(string name) => new(Path: "settings." + name);

    private void Add(Problem problem)
    {
        if (!_problems.Contains(problem)) _problems.Add(problem);
    }
}
