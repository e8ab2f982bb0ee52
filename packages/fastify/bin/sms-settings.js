#!/usr/bin/env node
// Here from the start, unlike what is built: npm links only commands that exist when it installs.
import '../dist/commands/main.js'
