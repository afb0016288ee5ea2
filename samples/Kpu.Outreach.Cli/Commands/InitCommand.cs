using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>Makes a new workspace.</summary>
internal static class InitCommand
{
    public static async Task<int> RunAsync(Screen screen, string folder, string? office, CancellationToken cancellationToken)
    {
        OfficeCode? code = null;
        if (office is not null)
        {
            if (!OfficeCode.TryParse(office, out var parsed) || OfficeDirectory.Default.Find(parsed) is null) throw new Refusal("office-unknown", screen.Texts.OfficeUnknown(office));
            code = parsed;
        }

        var made = await WorkspaceScaffold.CreateAsync(folder, code, cancellationToken);
        if (made.Problems.Count > 0) return await screen.FailAsync(made.Problems, ExitCode.BadInput);
        if (!screen.IsJson)
        {
            screen.Say(screen.Texts.MadeWorkspace(made.Files.Count, folder));
            return ExitCode.Done;
        }

        await screen.DocumentAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("folder", Path.GetFullPath(folder));
            json.Strings("files", made.Files);
            json.WriteEndObject();
        });
        return ExitCode.Done;
    }
}
