using System.CommandLine;
using System.CommandLine.Help;
using Kpu.Outreach.Cli.Commands;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Cli;

/// <summary>The commands with their words.</summary>
internal sealed class CommandTree
{
    private readonly Screen _screen;
    private readonly StopSignals _signals;
    private readonly HelpTexts _help;
    private readonly CommandOptions _options;

    public CommandTree(Screen screen, StopSignals signals)
    {
        (_screen, _signals, _help) = (screen, signals, new HelpTexts(screen.Texts));
        _options = new CommandOptions(_help);
    }

    public RootCommand Build()
    {
        var root = new RootCommand(_help.Root)
        {
            Init(),
            OnWorkspace("validate", _help.Validate, (request, stop) => ValidateCommand.RunAsync(_screen, request, stop), _options.Rehearse),
            OnWorkspace("plan", _help.Plan, (request, stop) => PlanCommand.RunAsync(_screen, request, stop), _options.Campaign, _options.Account, _options.Rehearse),
            OnWorkspace("preview", _help.Preview, (request, stop) => PreviewCommand.RunAsync(_screen, request, stop), _options.Campaign, _options.Account, _options.Rehearse),
            OnWorkspace("publish", _help.Publish, (request, _) => PublishCommand.RunAsync(_screen, request, _signals, untilStopped: false), _options.Campaign, _options.For, _options.Ledger, _options.Rehearse),
            OnWorkspace("run", _help.Run, (request, _) => PublishCommand.RunAsync(_screen, request, _signals, untilStopped: true), _options.Campaign, _options.Ledger, _options.Rehearse),
            OnWorkspace("status", _help.Status, (request, stop) => StatusCommand.RunAsync(_screen, request, stop), _options.Campaign, _options.Account, _options.Ledger, _options.Rehearse),
            OnWorkspace("trail", _help.Trail, (request, stop) => TrailCommand.RunAsync(_screen, request, stop), _options.Campaign, _options.Account, _options.Ledger, _options.Rehearse),
            Approve(),
            Hold(),
            Release(),
            Resolve(),
            Retract(),
            Correct(),
            Ledger(),
            Channels(),
        };
        root.Options.Add(_options.Language);
        root.Options.Add(_options.Json);
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { } help)
        {
            help.Action = new HelpPrinter(_help);
            help.Description = _help.Help;
        }

        if (root.Options.OfType<VersionOption>().FirstOrDefault() is { } version) version.Description = _help.Version;
        return root;
    }

    private Command Init()
    {
        var folder = new Argument<string>("DIR") { Description = _help.NewFolder };
        var office = new Option<string?>("--office") { HelpName = "CODE", Description = _help.NewOffice };
        var command = new Command("init", _help.Init) { folder, office };
        command.SetAction((parsed, stop) => InitCommand.RunAsync(_screen, parsed.GetValue(folder)!, parsed.GetValue(office), stop));
        return command;
    }

    private Command Channels()
    {
        var command = new Command("channels", _help.Channels) { _options.Plugins };
        command.SetAction((parsed, stop) => ChannelsCommand.RunAsync(_screen, parsed.GetValue(_options.Plugins), stop));
        var folder = new Argument<string>("DIR") { Description = _help.PluginFolder };
        var assembly = new Option<string?>("--assembly") { HelpName = "NAME", Description = _help.PluginAssembly };
        var list = new Option<string>("--plugins") { HelpName = "FILE", Description = _help.Plugins, Required = true };
        var allow = new Command("allow", _help.ChannelsAllow) { folder, list, assembly };
        allow.SetAction((parsed, stop) => ChannelsCommand.AllowAsync(_screen, parsed.GetValue(list)!, parsed.GetValue(folder)!, parsed.GetValue(assembly), stop));
        command.Subcommands.Add(allow);
        return command;
    }

    private Command Approve()
    {
        var id = new Argument<string>("ID") { Description = _help.ApproveId };
        var emergency = new Option<bool>("--emergency") { Description = _help.ApproveEmergency };
        var duplicate = new Option<bool>("--duplicate") { Description = _help.ApproveDuplicate };
        var command = ByPerson("approve", _help.Approve, id, (parsed, people, stop) => parsed.GetValue(duplicate)
            ? people.AllowDuplicateAsync(parsed.GetValue(id)!, stop)
            : people.ApproveAsync(parsed.GetValue(id)!, parsed.GetValue(emergency), stop));
        command.Options.Add(emergency);
        command.Options.Add(duplicate);
        command.Validators.Add(result =>
        {
            if (result.GetResult(emergency) is not null && result.GetResult(duplicate) is not null) result.AddError(_screen.Texts.OneApproval);
        });
        return command;
    }

    private Command Hold()
    {
        var delivery = new Option<string?>("--delivery") { HelpName = "X", Description = _help.HoldDelivery };
        var campaign = new Option<string?>("--campaign") { HelpName = "X", Description = _help.HoldCampaign };
        var office = new Option<string?>("--office") { HelpName = "X", Description = _help.HoldOffice };
        var channel = new Option<string?>("--channel") { HelpName = "X", Description = _help.HoldChannel };
        var command = ByPerson("hold", _help.Hold, null, (parsed, people, stop) =>
        {
            var scopes = new[] { (delivery, HoldScope.Delivery), (campaign, HoldScope.Campaign), (office, HoldScope.Office), (channel, HoldScope.Channel) };
            var (option, scope) = scopes.FirstOrDefault(s => parsed.GetValue(s.Item1) is not null);
            return people.HoldAsync(option is null ? HoldScope.Everything : scope, option is null ? "" : parsed.GetValue(option)!, parsed.GetValue(_options.Until), stop);
        });
        foreach (var option in new Option[] { delivery, campaign, office, channel, _options.Until }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (new[] { delivery, campaign, office, channel }.Count(o => result.GetResult(o) is not null) > 1) result.AddError(_screen.Texts.OneScope);
        });
        return command;
    }

    private Command Release()
    {
        var hold = new Argument<long>("HOLD") { Description = _help.ReleaseHold, CustomParser = Number };
        return ByPerson("release", _help.Release, hold, (parsed, people, stop) => people.ReleaseAsync(parsed.GetValue(hold), stop));
    }

    private Command Retract()
    {
        var publication = new Argument<long>("PUBLICATION") { Description = _help.RetractPublication, CustomParser = Number };
        return ByPerson("retract", _help.Retract, publication, (parsed, people, stop) => people.RetractAsync(parsed.GetValue(publication), stop));
    }

    private Command Correct()
    {
        var id = new Argument<string>("FACT") { Description = _help.CorrectId };
        var command = new Command("correct", _help.Correct) { _options.Workspace, id };
        foreach (var option in new Option[] { _options.By, _options.Why, _options.For, _options.Ledger, _options.Rehearse, _options.Plugins }) command.Options.Add(option);
        command.SetAction((parsed, stop) => new CorrectCommand(_screen, _options.Read(parsed), Actor(parsed)).RunAsync(parsed.GetValue(id)!, stop));
        return command;
    }

    private Command Resolve()
    {
        var id = new Argument<long>("ID") { Description = _help.ResolveId, CustomParser = Number };
        var part = new Option<long?>("--part") { HelpName = "N", Description = _help.ResolvePart, CustomParser = result => Number(result) };
        var published = new Option<string?>("--published") { HelpName = "REF", Description = _help.ResolvePublished };
        var notPublished = new Option<bool>("--not-published") { Description = _help.ResolveNotPublished };
        var evidence = new Option<string?>("--evidence") { HelpName = "FILE", Description = _help.ResolveEvidence };
        var command = ByPerson("resolve", _help.Resolve, id, (parsed, people, stop) =>
            people.ResolveAsync(parsed.GetValue(id), parsed.GetValue(part), parsed.GetValue(published), parsed.GetValue(evidence), stop));
        foreach (var option in new Option[] { part, published, notPublished, evidence }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(published) is null == result.GetResult(notPublished) is null) result.AddError(_screen.Texts.OneResolution);
        });
        return command;
    }

    private Command Ledger()
    {
        var (to, from) = (new Argument<string>("FILE") { Description = _help.BackupFile }, new Argument<string>("FILE") { Description = _help.RestoreFile });
        var backup = new Command("backup", _help.LedgerBackup) { _options.Workspace, to };
        backup.SetAction((parsed, stop) => Of(parsed).BackUpAsync(parsed.GetValue(to)!, stop));
        var restore = new Command("restore", _help.LedgerRestore) { _options.Workspace, from };
        restore.SetAction((parsed, stop) => Of(parsed).RestoreAsync(parsed.GetValue(from)!, stop));
        var verify = new Command("verify", _help.LedgerVerify) { _options.Workspace };
        verify.SetAction((parsed, stop) => Of(parsed).VerifyAsync(stop));
        var accept = new Command("accept", _help.LedgerAccept) { _options.Workspace, _options.By, _options.Why };
        accept.SetAction((parsed, stop) => Of(parsed).AcceptAsync(Actor(parsed), stop));
        var archive = new Command("archive", _help.LedgerArchive) { _options.Workspace, _options.Before, _options.By, _options.Why };
        archive.SetAction((parsed, stop) => Of(parsed).ArchiveAsync(parsed.GetValue(_options.Before), Actor(parsed), stop));
        var erase = new Command("erase-persons", _help.LedgerErase) { _options.Workspace, _options.Before, _options.By, _options.Why };
        erase.SetAction((parsed, stop) => Of(parsed).ErasePersonsAsync(parsed.GetValue(_options.Before), Actor(parsed), stop));
        var ledger = new Command("ledger", _help.LedgerItself) { backup, restore, verify, accept, archive, erase };
        foreach (var command in ledger.Subcommands)
            foreach (var option in new Option[] { _options.Ledger, _options.Rehearse, _options.Plugins }) command.Options.Add(option);
        return ledger;

        LedgerCommands Of(ParseResult parsed) => new(_screen, _options.Read(parsed));
    }

    private TrailActor Actor(ParseResult parsed) => new(parsed.GetValue(_options.By)!.Trim(), parsed.GetValue(_options.Why), Environment.UserName);

    private Command OnWorkspace(string name, string description, Func<Request, CancellationToken, Task<int>> run, params IEnumerable<Option> options)
    {
        var command = new Command(name, description) { _options.Workspace };
        foreach (var option in options.Append(_options.Plugins)) command.Options.Add(option);
        command.SetAction((parsed, stop) => run(_options.Read(parsed), stop));
        return command;
    }

    private Command ByPerson(string name, string description, Argument? id, Func<ParseResult, PeopleCommands, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description) { _options.Workspace };
        if (id is not null) command.Arguments.Add(id);
        foreach (var option in new Option[] { _options.By, _options.Why, _options.Ledger, _options.Rehearse, _options.Plugins }) command.Options.Add(option);
        command.SetAction((parsed, stop) => run(parsed, new PeopleCommands(_screen, _options.Read(parsed), Actor(parsed)), stop));
        return command;
    }

    private long Number(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (result.Tokens.Count != 1) return 0;
        if (long.TryParse(result.Tokens[0].Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0) return number;
        result.AddError(_help.NotANumber(result.Tokens[0].Value));
        return 0;
    }
}
