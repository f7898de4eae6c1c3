// The language client: what is sent to the server, and which of its commands open a page here.

import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, RevealOutputChannelOn } from 'vscode-languageclient/node';
import { PAGE_COMMANDS, type Pages } from './pages';
import type { Server } from './server';

/** The ids other Terraform and OpenTofu extensions give these files; whichever of them wins, demarc reads the file. */
export const SELECTOR = ['terraform', 'terraform-vars', 'opentofu', 'opentofu-vars'].map((language) => ({
  scheme: 'file',
  language,
}));

export interface Channels {
  log: vscode.OutputChannel;
  trace: vscode.OutputChannel;
}

export function createClient(server: Server, channels: Channels, pages: Pages): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: SELECTOR,
    outputChannel: channels.log,
    traceOutputChannel: channels.trace,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: {
      hoverLinks: true,
      explainCommand: true,
      ...settings(),
    },
    synchronize: { configurationSection: 'demarc' },
    middleware: {
      // The client registers a command for each that the server announces; these two open a page.
      executeCommand: (command, args, next) =>
        PAGE_COMMANDS.includes(command) ? pages.open(command, args) : next(command, args),
    },
  };
  const { command, args, env } = server;
  return new LanguageClient('demarc', 'demarc', { command, args, options: { env } }, options);
}

/** Everything under `demarc.` as plain values, the shape the server also gets when a setting changes. */
function settings(): Record<string, unknown> {
  const config: unknown = vscode.workspace.getConfiguration('demarc');
  return JSON.parse(JSON.stringify(config)) as Record<string, unknown>;
}
