// Which executable is the server, and whether it is one.

import { execFile, type ExecFileException } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

export interface Server {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** What `--version` answered, as in `demarc 0.1.0`. */
  version: string;
}

/** The server cannot be run; the message is for the user. */
export class ServerError extends Error {}

/** Setting, else the bundled executable, else `PATH`; asked for its version before it is used. */
export async function findServer(context: vscode.ExtensionContext): Promise<Server> {
  const config = vscode.workspace.getConfiguration('demarc.server');
  const chosen = config.get<string | null>('path');
  const command = chosen ? expand(chosen) : bundled(context) ?? 'demarc';
  const level = vscode.workspace.getConfiguration('demarc').get('logLevel', 'warn');
  const env = { ...process.env, DEMARC_LOG: level, ...config.get<Record<string, string>>('extraEnv', {}) };
  const args = ['lsp', ...config.get<string[]>('extraArgs', [])];
  return { command, args, env, version: await version(command, env) };
}

function bundled(context: vscode.ExtensionContext): string | undefined {
  const name = process.platform === 'win32' ? 'demarc.exe' : 'demarc';
  const file = path.join(context.extensionPath, 'server', name);
  return fs.existsSync(file) ? file : undefined;
}

function expand(file: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (file.startsWith('~/')) {
    return path.join(process.env.HOME ?? '', file.slice(2));
  }
  return folder ? file.replaceAll('${workspaceFolder}', folder) : file;
}

function version(command: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, ['--version'], { env, timeout: 10_000 }, (error, stdout) => {
      const answer = stdout.trim();
      if (error) {
        reject(new ServerError(`${command} cannot be run, so demarc shows nothing: ${reason(error)}`));
      } else if (!answer.startsWith('demarc ')) {
        reject(new ServerError(`${command} is not demarc: asked for its version, it answered "${answer.slice(0, 80)}"`));
      } else {
        resolve(answer);
      }
    });
  });
}

function reason(error: ExecFileException): string {
  if (error.killed) {
    return 'it did not answer within 10 seconds';
  }
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'it is not executable';
    default:
      return error.message.split('\n')[0] ?? 'no reason given';
  }
}
